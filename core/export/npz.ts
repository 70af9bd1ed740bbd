import { bytesOf, textBytes } from './trained-network.ts';
import { zip } from './zip.ts';
import type { Kernel } from './kernels.ts';

/** NumPy's .npz: a zip file of .npy files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), version 1.0. */
export function npz(arrays: ReadonlyMap<string, Kernel>): Uint8Array {
  return zip(Object.fromEntries([...arrays].map(([name, array]) => [`${name}.npy`, npy(array)])));
}

/** float32, little-endian, in C order. */
function npy({ shape, values }: Kernel): Uint8Array {
  const sizes = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic, version, and the header's length take 10 bytes; with the header and its line feed all is a multiple of 64.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + values.byteLength);
  bytes.set([0x93, ...textBytes('NUMPY'), 1, 0, length & 0xff, length >> 8]);
  bytes.set(textBytes(`${header.padEnd(length - 1)}\n`), 10);
  bytes.set(bytesOf(values), 10 + length);
  return bytes;
}

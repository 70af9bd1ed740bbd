import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from './kernels.ts';

/** An HDF5 file of float32 arrays by their paths, whose groups are made. */
export async function hdf5(arrays: ReadonlyMap<string, Kernel>): Promise<Uint8Array> {
  // Four megabytes of WebAssembly, which only this format needs.
  const { default: h5 } = await import('h5wasm/node');
  await h5.ready;
  const folder = await mkdtemp(join(tmpdir(), 'blockyard-hdf5-'));
  const path = join(folder, 'weights.h5');
  try {
    const file = new h5.File(path, 'w');
    const groups = new Set<string>();
    for (const [name, { shape, values }] of arrays) {
      const parts = name.split('/');
      parts.slice(0, -1).forEach((_, depth) => {
        const group = parts.slice(0, depth + 1).join('/');
        if (!groups.has(group)) file.create_group(group);
        groups.add(group);
      });
      file.create_dataset({ name, data: values, shape: [...shape], dtype: '<f' });
    }
    file.close();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

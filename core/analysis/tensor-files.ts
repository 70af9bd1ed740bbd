import type { TensorValues } from '../protocol/trained-model.ts';

/** A tensor as a NumPy file, format 1.0 (numpy.lib.format): float32, little-endian, in C order. */
export function npyFile({ shape, values }: TensorValues): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((size) => `${String(size)},`).join(' ')}), }`;
  const fixed = 10;
  // The values begin at a multiple of 64, and the header ends with a line.
  const length = Math.ceil((fixed + text.length + 1) / 64) * 64;
  const file = new Uint8Array(length + 4 * values.length);
  file.set([0x93, ...bytesOf('NUMPY'), 1, 0]);
  const view = new DataView(file.buffer);
  view.setUint16(8, length - fixed, true);
  file.set(bytesOf(`${text.padEnd(length - fixed - 1)}\n`), fixed);
  values.forEach((value, at) => {
    view.setFloat32(length + 4 * at, value, true);
  });
  return file;
}

/** A tensor as a table: a line for every place along all axes but the last, whose values are its columns. A vector is one column. */
export function tensorCsv({ shape, values }: TensorValues): string {
  const leading = shape.length > 1 ? shape.slice(0, -1) : shape;
  const columns = shape.length > 1 ? (shape[shape.length - 1] ?? 1) : 1;
  const header = [
    ...leading.map((_, axis) => `axis${String(axis)}`),
    ...(columns === 1 ? ['value'] : Array.from({ length: columns }, (_, at) => String(at))),
  ];
  const lines = [header.join(',')];
  const rows = leading.reduce((product, size) => product * size, 1);
  for (let row = 0; row < rows; row += 1) {
    const cells: (string | number)[] = [];
    let rest = row;
    for (let axis = leading.length - 1; axis >= 0; axis -= 1) {
      const size = leading[axis] ?? 1;
      cells.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    for (let column = 0; column < columns; column += 1)
      cells.push(String(Number((values[row * columns + column] ?? 0).toPrecision(9))));
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Of a text of ASCII. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

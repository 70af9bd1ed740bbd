/** A drawing in grey: [height, width], 0 where nothing is, up to 255. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** Height and width. */
type Size = readonly [number, number];

/** What is fainter is no ink, but the edge of a stroke. */
const faintest = 24;
/** Of the frame that MNIST's digits lie in, and of the box that they fit. */
const mnist = { frame: 28, box: 20 };

/** Whether anything is drawn. */
export function isBlank({ values }: Ink): boolean {
  return values.every((value) => value < faintest);
}

/** The whole drawing at another size; each value is the mean of what it covers. */
export function shrink(ink: Ink, [height, width]: Size): Uint8Array<ArrayBuffer> {
  return toBytes(resample(ink, { left: 0, top: 0, width: ink.width, height: ink.height }, [height, width]));
}

/**
 * The drawing as MNIST's digits were made (LeCun et al. 1998): scaled, its proportions kept, so that it just fits a box of 20 in a frame of 28, and moved so that its
 * centre of mass lies in the middle of the frame. Undefined of an empty drawing.
 */
export function centreDigit(ink: Ink, [height, width]: Size): Uint8Array<ArrayBuffer> | undefined {
  const box = boundsOf(ink);
  if (box === undefined) return undefined;
  const side = (Math.min(height, width) * mnist.box) / mnist.frame;
  const scale = side / Math.max(box.width, box.height);
  const digit: Size = [Math.max(1, Math.round(box.height * scale)), Math.max(1, Math.round(box.width * scale))];
  const scaled = resample(ink, box, digit);
  const mass = massOf(scaled, digit);
  // The middle of the frame's pixels lies between the two in the middle.
  const top = Math.round(height / 2 - mass.y - 0.5);
  const left = Math.round(width / 2 - mass.x - 0.5);
  const image = new Float64Array(height * width);
  for (let y = 0; y < digit[0]; y += 1)
    for (let x = 0; x < digit[1]; x += 1) {
      const [row, column] = [top + y, left + x];
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      image[row * width + column] = scaled[y * digit[1] + x] ?? 0;
    }
  return toBytes(image);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boundsOf({ width, height, values }: Ink): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let at = 0; at < values.length; at += 1) {
    if ((values[at] ?? 0) < faintest) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Means over the parts of a box that each value covers, edges counted by how much of them. */
function resample({ width, values }: Ink, box: Box, [rows, columns]: Size): Float64Array {
  const result = new Float64Array(rows * columns);
  const [stepY, stepX] = [box.height / rows, box.width / columns];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const [fromY, toY] = [row * stepY, (row + 1) * stepY];
      const [fromX, toX] = [column * stepX, (column + 1) * stepX];
      let sum = 0;
      for (let y = Math.floor(fromY); y < toY; y += 1) {
        const high = Math.min(toY, y + 1) - Math.max(fromY, y);
        for (let x = Math.floor(fromX); x < toX; x += 1) {
          const wide = Math.min(toX, x + 1) - Math.max(fromX, x);
          sum += high * wide * (values[(box.top + y) * width + box.left + x] ?? 0);
        }
      }
      result[row * columns + column] = sum / (stepX * stepY);
    }
  return result;
}

function massOf(values: Float64Array, [rows, columns]: Size): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const value = values[row * columns + column] ?? 0;
      mass += value;
      x += value * column;
      y += value * row;
    }
  return { x: x / mass, y: y / mass };
}

function toBytes(values: Float64Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values, (value) => Math.round(Math.min(255, value)));
}

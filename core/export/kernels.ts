import type { Pair } from '../model/index.ts';

/** A kernel [height, width, inputs, outputs], flattened, with its shape. */
export interface Kernel {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Size = readonly [height: number, width: number, inputs: number, outputs: number];

/** With `dilation - 1` zero rows and columns between its own: a plain convolution by it is the dilated one. */
export function spreadKernel({ shape, values }: Kernel, dilation: Pair): Kernel {
  const [height, width, inputs, outputs] = sizeOfKernel(shape);
  const spreadWidth = (width - 1) * dilation[1] + 1;
  const size: Size = [(height - 1) * dilation[0] + 1, spreadWidth, inputs, outputs];
  const spread = new Float32Array(size.reduce((product, side) => product * side, 1));
  const block = inputs * outputs;
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + column) * block;
      spread.set(values.subarray(from, from + block), (row * dilation[0] * spreadWidth + column * dilation[1]) * block);
    }
  return { shape: size, values: spread };
}

/** The kernel of a grouped convolution [height, width, channels / groups, filters] as that of a plain one, with zeros between the groups. */
export function ungroupKernel({ shape, values }: Kernel, groups: number): Kernel {
  const [height, width, inputs, outputs] = sizeOfKernel(shape);
  const each = outputs / groups;
  const size: Size = [height, width, inputs * groups, outputs];
  const plain = new Float32Array(height * width * inputs * groups * outputs);
  for (let place = 0; place < height * width; place += 1)
    for (let input = 0; input < inputs; input += 1)
      for (let group = 0; group < groups; group += 1) {
        const from = (place * inputs + input) * outputs + group * each;
        const to = (place * inputs * groups + group * inputs + input) * outputs + group * each;
        plain.set(values.subarray(from, from + each), to);
      }
  return { shape: size, values: plain };
}

/** [height, width, inputs, outputs] to ONNX's [outputs, inputs, height, width]. */
export function outputsFirst({ shape, values }: Kernel): Kernel {
  const [height, width, inputs, outputs] = sizeOfKernel(shape);
  const turned = new Float32Array(values.length);
  const places = height * width;
  for (let place = 0; place < places; place += 1)
    for (let input = 0; input < inputs; input += 1) {
      const from = (place * inputs + input) * outputs;
      for (let output = 0; output < outputs; output += 1)
        turned[(output * inputs + input) * places + place] = values[from + output] ?? 0;
    }
  return { shape: [outputs, inputs, height, width], values: turned };
}

/** A depthwise kernel [height, width, channels, multiplier] as that of a grouped convolution, [height, width, 1, channels * multiplier]. */
export function depthwiseAsGrouped({ shape, values }: Kernel): Kernel {
  const [height, width, channels, multiplier] = sizeOfKernel(shape);
  return { shape: [height, width, 1, channels * multiplier], values };
}

function sizeOfKernel(shape: readonly number[]): Size {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  return [height, width, inputs, outputs];
}

import type { FieldProblem } from '../block.ts';
import type { Padding, Pair } from '../network.ts';
import { type ImageShape, type Shape, formatShape, isImageShape } from '../shape.ts';
import { formatPair } from '../block.ts';
import type { Result } from '../result.ts';

interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/**
 * Height and width of what a sliding window gives, by TensorFlow's rules: `same` gives ceil(in / stride), `valid` gives
 * floor((in - window) / stride) + 1 with window = (size - 1) x dilation + 1.
 */
export function slide(input: ImageShape, { size, strides, padding, dilation }: Window): Result<Pair, FieldProblem> {
  const reach: Pair = [(size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1];
  if (padding === 'same') return { ok: true, value: mendedSize(input, strides) };
  if (reach[0] > input[0] || reach[1] > input[1]) {
    return {
      ok: false,
      error: {
        code: 'window-too-large',
        facts: { window: formatPair(reach), input: formatShape(input) },
        field: 'padding',
        fix: { kind: 'set-fields', fields: { padding: 'same' } },
      },
    };
  }
  return {
    ok: true,
    value: [Math.floor((input[0] - reach[0]) / strides[0]) + 1, Math.floor((input[1] - reach[1]) / strides[1]) + 1],
  };
}

/**
 * Height and width with padding `same`, which takes any window. So it is also what a window that does not fit will give once it is mended: blocks
 * behind it are judged by that, and not each blamed for what is wrong with this one.
 */
export function mendedSize(input: ImageShape, strides: Pair): Pair {
  return [Math.ceil(input[0] / strides[0]), Math.ceil(input[1] / strides[1])];
}

/** The input as a feature map, or the problem that it is a vector. */
export function featureMap(block: string, input: Shape): Result<ImageShape, FieldProblem> {
  if (isImageShape(input)) return { ok: true, value: input };
  return {
    ok: false,
    error: { code: 'needs-feature-map', facts: { block, features: input[0] }, fix: { kind: 'remove' } },
  };
}

/** Dilation with strides, which TensorFlow's convolutions do not have. */
export function checkDilation(strides: Pair, dilationRate: Pair): FieldProblem | undefined {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return undefined;
  return {
    code: 'strides-with-dilation',
    facts: {},
    field: 'dilationRate',
    fix: { kind: 'set-fields', fields: { dilationRate: [1, 1] } },
  };
}

export const paddings = ['same', 'valid'] as const satisfies readonly Padding[];

import type { Lowered } from '../block.ts';
import { formatPair, formatStrides } from '../block.ts';
import { pairField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { Padding, Pair } from '../network.ts';
import type { Shape } from '../shape.ts';
import { paddingField, poolStridesField } from './shared-fields.ts';
import { featureMap, slide, mendedSize } from './window.ts';

export const poolFields = {
  poolSize: pairField({ min: 1, max: limits.kernelSize, default: [2, 2] }),
  strides: poolStridesField(),
  padding: paddingField('valid'),
};

interface PoolValues {
  readonly poolSize: Pair;
  readonly strides: Pair | null;
  readonly padding: Padding;
}

export function summarizePool({ poolSize, strides }: PoolValues): string {
  return `${formatPair(poolSize)}${formatStrides(strides ?? poolSize)}`;
}

export function lowerPool(
  kind: 'maxPool' | 'avgPool',
  { poolSize, padding, ...values }: PoolValues,
  input: Shape,
): Lowered {
  const strides = values.strides ?? poolSize;
  const image = featureMap('A pooling', input);
  if (!image.ok) return { ok: false, problem: image.error };
  const channels = image.value[2];
  const size = slide(image.value, { size: poolSize, strides, padding, dilation: [1, 1] });
  if (!size.ok) return { ok: false, problem: size.error, assume: [...mendedSize(image.value, strides), channels] };
  return {
    ok: true,
    steps: [{ part: '', op: { kind, poolSize, strides, padding }, output: [...size.value, channels], weights: [] }],
  };
}

export function lowerGlobalPool(kind: 'globalAvgPool' | 'globalMaxPool', input: Shape): Lowered {
  const image = featureMap('A global pooling', input);
  // The vector goes on as it is once the block is removed.
  if (!image.ok) return { ok: false, problem: image.error, assume: input };
  return { ok: true, steps: [{ part: '', op: { kind }, output: [image.value[2]], weights: [] }] };
}

import type { LayerOpKind } from '../network.ts';
import type { ModelFix } from '../problem.ts';
import { isImageShape, sizeOf } from '../shape.ts';
import type { Finding, Rule } from './rule.ts';
import type { LintView } from './view.ts';

/** Weights of a very large dense layer, and the part of all parameters that is too much for one. */
const large = 1_000_000;
const most = 0.5;

const passed: ReadonlySet<LayerOpKind | undefined> = new Set(['activation', 'dropout', 'batchNorm']);

export const flattenIntoDense: Rule = {
  wording: {
    what: 'This dense layer on a flattened {size} feature map holds {percent}% of all parameters: {weights}.',
    why: 'It learns a weight for every position of the image by itself, so that it overfits and is tied to one image size. Global average pooling hands on one value for each channel and needs {pooled} weights here (Lin et al. 2013, arXiv:1312.4400, section 3.2).',
    mend: 'Use global average pooling instead of flatten, or pool more before it.',
  },
  find(view) {
    const { total } = view.inference.totals.params;
    return view.layers.flatMap((_, index) => {
      const finding = findLarge(view, index, total);
      return finding === undefined ? [] : [finding];
    });
  },
};

function findLarge(view: LintView, flatten: number, total: number): Finding | undefined {
  const input = view.layers[view.inputOf(flatten) ?? -1]?.output;
  if (view.op(flatten)?.kind !== 'flatten' || input === undefined || !isImageShape(input)) return undefined;
  const [height, width, channels] = input;
  if (height * width === 1) return undefined;
  let index: number | undefined = onlyConsumer(view, flatten);
  while (index !== undefined && passed.has(view.op(index)?.kind)) index = onlyConsumer(view, index);
  const dense = index === undefined ? undefined : view.layers[index];
  if (dense?.op.kind !== 'dense') return undefined;
  const weights = sizeOf(dense.weights[0]?.shape ?? []);
  if (weights < large || weights < most * total) return undefined;
  const facts = {
    size: input.join('x'),
    weights,
    percent: Math.round((100 * weights) / total),
    pooled: channels * dense.op.units,
  };
  return { nodeId: dense.nodeId, facts, fixes: poolInstead(view, view.layers[flatten]?.nodeId ?? '') };
}

function onlyConsumer(view: LintView, layer: number): number | undefined {
  const consumers = view.consumersOf(layer);
  return consumers.length === 1 ? consumers[0] : undefined;
}

/** A flatten in a repeat meets vectors from the second time on, which cannot be pooled. */
function poolInstead(view: LintView, flattenId: string): readonly ModelFix[] {
  const once = view.layers.filter(({ nodeId }) => nodeId === flattenId).length === 1;
  if (!once || view.place(flattenId)?.node.kind !== 'flatten') return [];
  return [
    { kind: 'insert-before', nodeId: flattenId, nodes: [{ kind: 'globalAvgPool' }] },
    { kind: 'remove', nodeId: flattenId },
  ];
}

import type { ModelFix } from '../problem.ts';
import type { Rule } from './rule.ts';
import { draftOf } from './unit.ts';
import { type LintView, type Place, isWeighted } from './view.ts';

export const dropoutBeforeBatchNorm: Rule = {
  wording: {
    what: 'Dropout of {rate} comes before a batch norm.',
    why: 'Dropout makes values vary more in training than afterwards, and batch norm keeps the training variance for later: once trained, it scales by a variance that no longer holds, the more so the higher the rate (Li et al. 2018, arXiv:1801.05134).',
    mend: 'Use dropout behind the last batch norm only.',
  },
  find(view) {
    const kernelsToNorm = countKernelsToNorm(view);
    // The two cases of the paper: a batch norm that follows at once, and one behind a single convolution or dense layer.
    const isBefore = (index: number): boolean => (kernelsToNorm[index] ?? Infinity) <= 1;
    return view
      .nodesWhere(
        ({ op }) => op.kind === 'dropout' && op.rate > 0,
        (_, index) => isBefore(index),
      )
      .map(({ place, layers, always }) => {
        const { node } = place;
        const op = view.op(layers[0]);
        const facts = { rate: op?.kind === 'dropout' ? op.rate : 0 };
        if (node.kind === 'cbapd') {
          const fix = { kind: 'set-fields', nodeId: node.id, fields: { dropout: 0 } } as const;
          return { nodeId: node.id, field: 'dropout', facts, fixes: always ? [fix] : [] };
        }
        const fixes = node.kind === 'dropout' && always ? moveBehindNorm(view, place, isBefore) : [];
        return { nodeId: node.id, facts, fixes };
      });
  },
};

/** How many kernels are between each layer and the nearest batch norm behind it. */
function countKernelsToNorm(view: LintView): readonly number[] {
  return view.backward<number>((consumers, values) =>
    consumers.reduce((least, consumer) => {
      const kind = view.op(consumer)?.kind;
      const count = kind === 'batchNorm' ? 0 : (values[consumer] ?? Infinity) + (isWeighted(kind) ? 1 : 0);
      return Math.min(least, count);
    }, Infinity),
  );
}

/** Takes the dropout out, and puts it back behind a batch norm that follows at once, unless another one comes soon after that. */
function moveBehindNorm(
  view: LintView,
  { node, siblings, index }: Place,
  isBefore: (layer: number) => boolean,
): readonly ModelFix[] {
  const removal: ModelFix = { kind: 'remove', nodeId: node.id };
  const [norm, next] = siblings.slice(index + 1);
  if (norm?.kind !== 'batchNorm') return [removal];
  const target = next?.kind === 'activation' ? next : norm;
  const behind = view.layers.flatMap(({ nodeId }, layer) => (nodeId === target.id ? [layer] : []));
  if (behind.length === 0 || behind.some(isBefore)) return [removal];
  return [{ kind: 'insert-after', nodeId: target.id, nodes: [draftOf(node)] }, removal];
}

import type { ModelFix } from '../problem.ts';
import { isImageShape, type Shape } from '../shape.ts';
import type { Rule } from './rule.ts';
import { type LintView, type Place, isInPlainChain } from './view.ts';

/** Convolutions with a kernel of more than 1x1 behind the collapse from which it is a pity. */
const several = 2;

export const earlyCollapse: Rule = {
  wording: {
    what: 'The feature map is 1x1 from here on, and {layers} convolutions with larger kernels are still to come.',
    why: 'On a single pixel, all of a kernel but its middle only ever meets zero padding: it has weights that never learn, and nothing is left for it to find patterns in.',
    mend: 'Pool less before this, use fewer strides, or use larger images.',
  },
  find(view) {
    const origins = findOrigins(view);
    const wasted = new Map<number, number>();
    for (const { op, inputs } of view.layers) {
      if ((op.kind !== 'conv' && op.kind !== 'depthwiseConv') || Math.max(...op.kernelSize) === 1) continue;
      const origin = origins[inputs[0] ?? -1];
      if (origin !== undefined && view.op(origin)?.kind !== 'input') wasted.set(origin, (wasted.get(origin) ?? 0) + 1);
    }
    return [...wasted].flatMap(([origin, layers]) => {
      const place = view.place(view.layers[origin]?.nodeId ?? '');
      if (place === undefined || layers < several) return [];
      return [{ nodeId: place.node.id, facts: { layers }, fixes: keepSize(view, place, origin) }];
    });
  },
};

const isPixel = (shape: Shape | undefined): boolean =>
  shape !== undefined && isImageShape(shape) && shape[0] === 1 && shape[1] === 1;

/** For each layer that gives a single pixel, the layer that was the first to do so. */
function findOrigins(view: LintView): readonly (number | undefined)[] {
  const origins: (number | undefined)[] = [];
  for (const [index, { output, inputs }] of view.layers.entries()) {
    if (!isPixel(output)) continue;
    origins[index] = origins[inputs[0] ?? -1] ?? index;
  }
  return origins;
}

/** Leaves the pooling out, where nothing depends on the size that it gives. */
function keepSize(view: LintView, place: Place, origin: number): readonly ModelFix[] {
  const { node } = place;
  const kind = view.op(origin)?.kind;
  if (!isInPlainChain(place) || (kind !== 'maxPool' && kind !== 'avgPool')) return [];
  if (node.kind === 'maxPool' || node.kind === 'avgPool') return [{ kind: 'remove', nodeId: node.id }];
  return node.kind === 'cbapd' ? [{ kind: 'set-fields', nodeId: node.id, fields: { pool: 'none' } }] : [];
}

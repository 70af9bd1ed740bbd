import type { Node } from '../node.ts';
import type { ModelFix } from '../problem.ts';
import { wrapPairs } from './residual-pairs.ts';
import type { Rule } from './rule.ts';
import type { LintView } from './view.ts';

/** Layers in a row that still train well without shortcuts: the plain 18- to 20-layer nets of the paper do, those of 32 and more do not. */
const deepest = 20;

export const degradation: Rule = {
  wording: {
    what: 'Every way through the network passes {layers} convolution and dense layers.',
    why: 'Past about 20 layers in a row, a plain network gets worse as it gets deeper, on its training data too: this is degradation, not overfitting. A shortcut around every two or three layers lets the signal and its gradient pass (He et al. 2015, arXiv:1512.03385, section 4).',
    mend: 'Put residual blocks with shortcuts around the layers.',
  },
  find(view) {
    const path = shortestPath(view);
    if (path.length <= deepest) return [];
    const root = view.inference.nodes[0];
    if (root === undefined) return [];
    return [{ nodeId: root.id, facts: { layers: path.length }, fixes: mend(view, path) }];
  },
};

/** The convolutions and dense layers of the way through the network that has the fewest. Depthwise ones count with the 1x1 that follows them. */
function shortestPath(view: LintView): readonly number[] {
  const lengths: number[] = [];
  const cameFrom: (number | undefined)[] = [];
  for (const [index, { op, inputs }] of view.layers.entries()) {
    const [first, ...others] = inputs.filter((input) => input >= 0);
    const before = others.reduce<number | undefined>(
      (least, input) => ((lengths[input] ?? 0) < (lengths[least ?? 0] ?? 0) ? input : least),
      first,
    );
    cameFrom[index] = before;
    lengths[index] =
      (before === undefined ? 0 : (lengths[before] ?? 0)) + (op.kind === 'conv' || op.kind === 'dense' ? 1 : 0);
  }
  const path: number[] = [];
  for (let at: number | undefined = view.layers.length - 1; at !== undefined && at >= 0; at = cameFrom[at]) {
    const kind = view.op(at)?.kind;
    if (kind === 'conv' || kind === 'dense') path.push(at);
  }
  return path;
}

/**
 * Switches the shortcuts on of ResNet blocks that were built without, and puts residual blocks around pairs of convolutions, if that makes the
 * way short enough.
 */
function mend(view: LintView, path: readonly number[]): readonly ModelFix[] {
  const ids = new Set(path.map((index) => view.layers[index]?.nodeId ?? ''));
  const switched = [...ids]
    .filter((nodeId) => isPlainBlock(view.place(nodeId)?.node))
    .map((nodeId): ModelFix => ({ kind: 'set-fields', nodeId, fields: { shortcut: 'auto' } }));
  const [stem] = [...ids].slice(-1);
  const wrapped = wrapPairs(view, ids, stem);
  return [switched, [...switched, ...wrapped]].find((fixes) => isMended(view, fixes)) ?? [];
}

function isMended(view: LintView, fixes: readonly ModelFix[]): boolean {
  const mended = fixes.length === 0 ? undefined : view.follow(fixes);
  if (mended === undefined || shortestPath(mended).length > deepest) return false;
  return mended.inference.problems.length <= view.inference.problems.length;
}

function isPlainBlock(node: Node | undefined): boolean {
  return (
    (node?.kind === 'resnetBasic' || node?.kind === 'resnetBottleneck' || node?.kind === 'stage') &&
    node.shortcut === 'none'
  );
}

import type { InceptionBranches, InceptionUnit } from '../blocks/inception-branches.ts';
import type { InceptionNode } from '../blocks/inception.ts';
import type { NetworkLayer } from '../network.ts';
import type { Finding, Rule } from './rule.ts';
import type { LintView } from './view.ts';
import { setBranches, unitBefore } from './unit.ts';

/** Fewer channels and filters than these cost little. */
const wideInput = 64;
const wideOutput = 16;
/** Part of the weights that must go for the reduction to be worth a layer. */
const worth = 0.4;

export const unreducedBranch: Rule = {
  wording: {
    what: 'This {kernel} convolution of a branch works on all {channels} channels; behind a 1x1 convolution to {reduced} it takes {after} weights instead of {before}.',
    why: 'A branch needs only a summary of what comes in. Mixing the channels down with a cheap 1x1 convolution first is what keeps Inception blocks affordable (Szegedy et al. 2014, arXiv:1409.4842, section 4).',
    mend: 'Put a 1x1 convolution with fewer filters in front.',
  },
  find(view) {
    const joinOf = findJoins(view);
    return view
      .nodesWhere(isWideKernel, (layer, index) => startsBranch(view, joinOf, layer, index) && saving(layer) >= worth)
      .filter(({ place, always }) => always || place.node.kind === 'inception')
      .flatMap(({ place, layers }): readonly Finding[] => {
        const layer = view.layers[layers[0] ?? -1];
        if (layer?.op.kind !== 'conv') return [];
        const { channels, reduced, before, after } = countWeights(layer);
        const facts = { kernel: layer.op.kernelSize.join('x'), channels, reduced, before, after };
        const { node } = place;
        if (node.kind === 'inception') {
          const widest = Math.max(...layers.map((index) => view.layers[index]?.weights[0]?.shape[2] ?? 0));
          const fixes = setBranches(node, reduceUnits(node, widest));
          return [{ nodeId: node.id, field: 'branches', facts, fixes }];
        }
        const nodes = unitBefore(place, { kernelSize: [1, 1], filters: reduced });
        const { id } = place.node;
        return [
          { nodeId: id, facts, fixes: nodes === undefined ? [] : [{ kind: 'insert-before', nodeId: id, nodes }] },
        ];
      });
  },
};

function isWideKernel({ op, weights }: NetworkLayer): boolean {
  if (op.kind !== 'conv' || op.groups > 1 || Math.min(...op.kernelSize) === 1) return false;
  return (weights[0]?.shape[2] ?? 0) >= wideInput && op.filters >= wideOutput;
}

/** The concatenation that each layer's output ends up in, when it goes nowhere else. */
function findJoins(view: LintView): readonly (number | undefined)[] {
  return view.backward<number | undefined>((consumers, values) => {
    const [consumer, ...others] = consumers;
    if (consumer === undefined || others.length > 0) return undefined;
    return view.op(consumer)?.kind === 'concat' ? consumer : values[consumer];
  });
}

/** Whether the layer works on the very input of a block of branches: another branch starts there and ends in the same concatenation. */
function startsBranch(
  view: LintView,
  joinOf: readonly (number | undefined)[],
  { inputs }: NetworkLayer,
  index: number,
): boolean {
  const join = joinOf[index];
  if (join === undefined) return false;
  return view
    .consumersOf(inputs[0] ?? -1)
    .some((other) => other !== index && (other === join || joinOf[other] === join));
}

/** A 1x1 convolution in front of each large kernel that starts a branch and is worth it. */
function reduceUnits({ branches, filters }: InceptionNode, channels: number): InceptionBranches {
  return branches.map((units) => {
    const [first] = units;
    const width = first?.filters ?? filters;
    if (first?.layer !== 'conv' || Math.min(...first.size) === 1 || width < wideOutput) return units;
    const { reduced, before, after } = compare([...first.size, channels, width]);
    const reduction: InceptionUnit = { layer: 'conv', size: [1, 1], filters: reduced };
    return 1 - after / before >= worth ? [reduction, ...units] : units;
  });
}

interface Comparison {
  readonly channels: number;
  readonly reduced: number;
  readonly before: number;
  readonly after: number;
}

function countWeights({ weights }: NetworkLayer): Comparison {
  return compare(weights[0]?.shape ?? []);
}

/** Weights of a kernel with and without a reduction to half of its filters, as in the paper's table 1. */
function compare([height = 1, width = 1, channels = 1, filters = 1]: readonly number[]): Comparison {
  const reduced = Math.max(1, Math.round(filters / 2));
  const before = height * width * channels * filters;
  return { channels, reduced, before, after: channels * reduced + height * width * reduced * filters };
}

function saving(layer: NetworkLayer): number {
  const { before, after } = countWeights(layer);
  return 1 - after / before;
}

import { planShortcut } from '../blocks/residual.ts';
import type { Node } from '../node.ts';
import type { ModelFix } from '../problem.ts';
import { type LintView, isInPlainChain } from './view.ts';

/** A convolution in a list of blocks with what belongs to it. */
interface Unit {
  readonly start: number;
  /** Behind the convolution and its batch norm, in front of an activation that stands by itself. */
  readonly end: number;
  /** Where the next one can start. */
  readonly next: number;
  /** Of the convolution's own block; `linear` where it has none, or where that stands by itself. */
  readonly activation: string;
}

/**
 * Residual blocks around pairs of convolutions that follow each other. The shortcut comes back in front of the second's activation, which then
 * works on the sum (He et al. 2015, arXiv:1512.03385, figure 2). Pairs that no shortcut can go around stay as they are, as does the stem, the
 * block that gets the image.
 * @param ids blocks that are on the way
 */
export function wrapPairs(view: LintView, ids: ReadonlySet<string>, stem: string | undefined): readonly ModelFix[] {
  const runs = new Map<string, (readonly string[])[]>();
  for (const siblings of listsOf(view, ids)) {
    let index = siblings.findIndex(({ id }) => id === stem) + 1;
    while (index < siblings.length) {
      const first = unitAt(siblings, index);
      const second = first && unitAt(siblings, first.next);
      if (first !== undefined && second !== undefined && fits(view, siblings, first.start, second.end)) {
        const run = siblings.slice(first.start, second.end).map(({ id }) => id);
        runs.set(second.activation, [...(runs.get(second.activation) ?? []), run]);
      }
      index = second?.next ?? first?.next ?? index + 1;
    }
  }
  return [...runs].map(([activation, of]) => ({
    kind: 'wrap',
    runs: of,
    container: 'residual',
    fields: { activation },
    last: activation === 'linear' ? {} : { activation: 'linear' },
  }));
}

/** The lists, outside of repeats, branches and residual blocks, that some of the blocks are in. */
function listsOf(view: LintView, ids: ReadonlySet<string>): ReadonlySet<readonly Node[]> {
  const places = [...ids].flatMap((id) => view.place(id) ?? []);
  return new Set(places.filter(isInPlainChain).map(({ siblings }) => siblings));
}

function unitAt(siblings: readonly Node[], start: number): Unit | undefined {
  const node = siblings[start];
  if (node?.kind !== 'conv' && node?.kind !== 'separableConv' && node?.kind !== 'cbapd') return undefined;
  const { activation } = node;
  if (activation === 'softmax' || (node.kind === 'cbapd' && node.pool !== 'none')) return undefined;
  const normed = activation === 'linear' && siblings[start + 1]?.kind === 'batchNorm';
  const end = start + (normed ? 2 : 1);
  const follows = siblings[end];
  let next = end + Number(activation === 'linear' && follows?.kind === 'activation');
  while (isDropout(siblings[next])) next += 1;
  return { start, end, next, activation };
}

function isDropout(node: Node | undefined): boolean {
  return node?.kind === 'dropout' || node?.kind === 'spatialDropout';
}

/** Whether a shortcut can go around these blocks. */
function fits(view: LintView, siblings: readonly Node[], start: number, end: number): boolean {
  const input = view.report(siblings[start]?.id ?? '')?.input;
  const output = view.report(siblings[end - 1]?.id ?? '')?.output;
  return input !== undefined && output !== undefined && planShortcut({ shortcut: 'auto' }, input, output).ok;
}

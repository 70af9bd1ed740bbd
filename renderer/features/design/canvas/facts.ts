import {
  isImageShape,
  sameShape,
  type Advice,
  type ModelProblem,
  type NodeReport,
  type Shape,
} from '../../../../core/model/index.ts';
import { same } from './share.ts';

/** What is known of a node on the chosen data. */
export interface NodeFacts {
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  readonly params: number;
  readonly summary: string;
  readonly error: ModelProblem | undefined;
}

export type FactsById = ReadonlyMap<string, NodeFacts>;

export const noFacts: FactsById = new Map();

/** What is known of every node; what is as it was before stays the same object. */
export function factsOf(
  before: ReadonlyMap<string, NodeFacts>,
  reports: readonly NodeReport[],
): ReadonlyMap<string, NodeFacts> {
  return new Map(
    reports.map(({ id, input, output, params, summary, error }) => {
      const facts = { input, output, params: params.total, summary, error };
      const known = before.get(id);
      return [id, known !== undefined && sameFacts(known, facts) ? known : facts];
    }),
  );
}

/** Written out, since it is asked of every node at every edit. */
function sameFacts(a: NodeFacts, b: NodeFacts): boolean {
  return (
    a.params === b.params &&
    a.summary === b.summary &&
    sameShape(a.input, b.input) &&
    sameShape(a.output, b.output) &&
    same(a.error, b.error)
  );
}

export function groupByNode(advice: readonly Advice[]): ReadonlyMap<string, readonly Advice[]> {
  const groups = new Map<string, readonly Advice[]>();
  for (const one of advice) groups.set(one.nodeId, [...(groups.get(one.nodeId) ?? []), one]);
  return groups;
}

/** Of all the feature maps among these; 1 where there are none. */
export function largestSide(shapes: readonly (Shape | undefined)[]): number {
  return Math.max(
    1,
    ...shapes.flatMap((shape) => (shape !== undefined && isImageShape(shape) ? [shape[0], shape[1]] : [])),
  );
}

import { type Tensor, defineContainer } from '../block.ts';
import { type FieldValues, choiceField } from '../fields.ts';
import type { Node, NodeBase } from '../node.ts';
import { type Shape, formatShape, isImageShape } from '../shape.ts';

const fields = { merge: choiceField(['concat', 'add'], 'concat') };

export interface BranchesNode extends NodeBase<'branches'>, FieldValues<typeof fields> {
  readonly branches: readonly (readonly Node[])[];
}

/** The same input through several branches, joined along channels or by sum. An empty branch passes the input on. */
export const branches = defineContainer<BranchesNode>({
  kind: 'branches',
  label: 'Branches',
  fields,
  childField: { name: 'branches', type: 'lists' },
  children: (node) => node.branches,
  withChildren: (node, children) => ({ ...node, branches: children }),
  summary: (node) => `${String(node.branches.length)} ${node.merge}`,
  build: (node, input, scope) => {
    if (node.branches.length === 0) {
      scope.problem(node, { code: 'no-branches', facts: {}, fix: { kind: 'remove' } });
      return input;
    }
    const outputs = node.branches.map((branch) => scope.chain(branch, input));
    const known = outputs.filter((output): output is Tensor => output !== undefined);
    const first = known[0];
    if (first === undefined || known.length < outputs.length) return undefined;
    if (known.length === 1) return first;
    const shapes = known.map((output) => output.shape);
    const output = node.merge === 'add' ? first.shape : joined(first.shape, shapes);
    if (
      !shapes.every((shape) => (node.merge === 'add' ? sameShape(shape, first.shape) : sameGrid(shape, first.shape)))
    ) {
      const facts = { merge: node.merge, shapes: shapes.map(formatShape).join(', ') };
      scope.problem(node, { code: 'branches-differ', facts, field: 'branches' });
      return { layer: first.layer, shape: output };
    }
    return scope.steps(node, [{ part: node.merge, op: { kind: node.merge }, output, weights: [] }], known);
  },
});

function joined(first: Shape, shapes: readonly Shape[]): Shape {
  const channels = shapes.reduce((sum, shape) => sum + (shape[shape.length - 1] ?? 0), 0);
  return isImageShape(first) ? [first[0], first[1], channels] : [channels];
}

function sameGrid(a: Shape, b: Shape): boolean {
  return a.length === b.length && (!isImageShape(a) || (a[0] === b[0] && a[1] === b[1]));
}

function sameShape(a: Shape, b: Shape): boolean {
  return sameGrid(a, b) && a[a.length - 1] === b[b.length - 1];
}

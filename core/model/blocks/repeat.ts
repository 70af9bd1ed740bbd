import { defineContainer, type Tensor } from '../block.ts';
import { type FieldValues, integerField, overridesField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { Node, NodeBase } from '../node.ts';

const fields = {
  times: integerField({ min: 1, max: limits.repeats, default: 2 }),
  /** What the first repetition changes: each field in the first block, on every branch, that has it. */
  first: overridesField(),
};

export interface RepeatNode extends NodeBase<'repeat'>, FieldValues<typeof fields> {
  readonly children: readonly Node[];
}

/** The same blocks several times in a row, each time with weights of their own. */
export const repeat = defineContainer<RepeatNode>({
  kind: 'repeat',
  label: 'Repeat',
  fields,
  childField: { name: 'children', type: 'list' },
  children: (node) => [node.children],
  withChildren: (node, [children = []]) => ({ ...node, children }),
  summary: (node) => `x${String(node.times)}`,
  build: (node, input, scope) => {
    let value: Tensor | undefined = input;
    for (let time = 1; time <= node.times && !scope.halted; time += 1) {
      const children = time === 1 ? scope.override(node.children, node.first) : node.children;
      value = scope.inside(repetitionPrefix(node, time), namespaceOf(node.id)).chain(children, value);
    }
    return value;
  },
});

/** What names inside one repetition, counted from 1, start with. */
export function repetitionPrefix(node: RepeatNode, time: number): string {
  return `${node.id}.${String(time)}.`;
}

/**
 * The part of an id up to its last dot. Unrolling a repeat puts its prefix in front of every id inside; taking the shared part off again keeps
 * the names of layers in a repeat within it as they were.
 */
export function namespaceOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.') + 1);
}

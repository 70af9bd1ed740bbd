import { defineComposite } from '../block.ts';
import { definitionField, knobsField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import { show } from '../problem.ts';
import { sequence } from './sequence.ts';

const fields = {
  definition: definitionField(),
  /** Those that are set; the others are as the definition has them, and change with it. */
  knobs: knobsField(),
};

/** An instance of a person's own block. */
export type CustomNode = NodeWith<'custom', typeof fields>;

const longestSummary = 60;

/** A block that a person has made: a run of blocks with a name, some of whose numbers are knobs. The document's `definitions` say what is inside. */
export const custom = defineComposite({
  kind: 'custom',
  label: 'Own block',
  fields,
  summary: (node) => {
    const text = Object.entries(node.knobs)
      .map(([name, value]) => `${name} ${formatValue(value)}`)
      .join(', ');
    return text.length > longestSummary ? `${text.slice(0, longestSummary - 3)}...` : text;
  },
  expand: (node, context) => sequence.create(node.id, { children: context.bodyOf(node) }),
});

function formatValue(value: unknown): string {
  if (Array.isArray(value) && value.every((side) => typeof side === 'number')) return value.join('x');
  return typeof value === 'string' ? value : show(value);
}

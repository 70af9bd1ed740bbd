import type { Node } from '../../../../core/model/index.ts';
import { i18n } from '../../../i18n/i18n.svelte.ts';
import { formatDimensions } from '../../../lib/format/format.ts';
import type { NodeFacts } from './facts.ts';

type RepeatNode = Extract<Node, { kind: 'repeat' }>;

/** A node for a screen reader: what it is, how it is set, what comes out of it, what is wrong with it. */
export function nodeName(
  node: Node,
  title: string,
  detail: string,
  facts: NodeFacts | undefined,
  advice: number,
): string {
  const words = i18n.t.canvas;
  const kind = i18n.t.design.kinds[node.kind];
  return [
    title === kind ? title : `${title}, ${kind}`,
    ...(node.kind === 'repeat' ? [i18n.t.design.times(String(node.times))] : []),
    ...(detail === '' ? [] : [detail]),
    ...(facts?.output === undefined ? [] : [words.gives(formatDimensions(facts.output))]),
    ...(facts?.error === undefined ? [] : [words.error(i18n.modelProblem(facts.error))]),
    ...(advice === 0 ? [] : [words.advice(advice, i18n.format.integer(advice))]),
  ].join(', ');
}

interface FieldWords {
  readonly fields: Readonly<Record<string, { readonly label: string }>>;
}

/** What a repeat's first repetition changes. */
export function repeatDetail(
  { first }: RepeatNode,
  { fields }: FieldWords,
  { firstHas }: { readonly firstHas: (changes: string) => string },
): string {
  const changes = Object.entries(first).map(([name, value]) => `${fields[name]?.label ?? name} ${shown(value)}`);
  return changes.length === 0 ? '' : firstHas(changes.join(', '));
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.every((side) => side === value[0]) ? String(value[0]) : value.join('×');
}

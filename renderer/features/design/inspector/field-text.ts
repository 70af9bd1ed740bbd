import { blocks, formatBranches, type Node } from '../../../../core/model/index.ts';
import { properName } from '../node-text.ts';

export interface FieldWords {
  readonly on: string;
  readonly off: string;
  readonly none: string;
  /** Names of fields, by key. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface FieldText {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** A block's settings as label and value. */
export function fieldTexts(node: Node, words: FieldWords): readonly FieldText[] {
  const branches = node.kind === 'inception' ? formatBranches(node.branches).replaceAll('x', '×') : undefined;
  const values: Readonly<Record<string, unknown>> = { ...node, ...(branches !== undefined && { branches }) };
  return Object.keys(blocks[node.kind].fields).map((name) => ({
    name,
    label: words.fields[name] ?? name,
    value: valueText(values[name], words),
  }));
}

function valueText(value: unknown, words: FieldWords): string {
  if (value === null || value === undefined) return words.none;
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (Array.isArray(value)) return value.flat().join(' × ');
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(
      ([name, inner]) => `${words.fields[name] ?? name} ${valueText(inner, words)}`,
    );
    return parts.length === 0 ? words.none : parts.join(', ');
  }
  if (typeof value === 'string') return properName(value);
  return typeof value === 'number' ? String(value) : words.none;
}

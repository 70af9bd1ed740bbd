import { childLists, type Definitions, type Field, type Node } from '../../../../core/model/index.ts';
import { fieldsOf, valueOf } from './settings.ts';

export interface Reachable {
  readonly field: Field<unknown>;
  /** What the first block has that a change reaches. */
  readonly value: unknown;
}

/** The fields that the first repetition of a repeat can change, by name: each of the first block, on every branch, that has it. */
export function reachableFields(nodes: readonly Node[], definitions: Definitions): ReadonlyMap<string, Reachable> {
  const found = new Map<string, Reachable>();
  for (const node of nodes) {
    for (const [name, field] of fieldsOf(node, definitions))
      if (field.control.type !== 'overrides' && !found.has(name))
        found.set(name, { field, value: valueOf(node, name, definitions) });
    for (const [name, inside] of reachableFields(childLists(node).flat(), definitions))
      if (!found.has(name)) found.set(name, inside);
  }
  return found;
}

/** What a change of the first repetition starts with: something else than it is, where that can be guessed. */
export function firstValue(name: string, { field, value }: Reachable): unknown {
  return name === 'strides' && JSON.stringify(value) !== '[2,2]' ? [2, 2] : (value ?? field.default);
}

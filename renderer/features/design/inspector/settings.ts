import {
  type Architecture,
  blocks,
  type Definitions,
  type Edited,
  type Field,
  findNode,
  type Node,
  setFields,
} from '../../../../core/model/index.ts';
import { formOf, hasEffect } from './field-form.ts';

/** Something that can be set, in all the nodes that are selected. */
export interface Setting {
  readonly name: string;
  readonly field: Field<unknown>;
  /** Undefined where the nodes differ. */
  readonly value: unknown;
  readonly mixed: boolean;
  /** Some node is not as it would be if the field were left out. */
  readonly changed: boolean;
  readonly advanced: boolean;
}

/** What all the nodes can be set: fields with one name and one form that have an effect in some node, and of own blocks the knobs. */
export function settingsOf(nodes: readonly Node[], definitions: Definitions): readonly Setting[] {
  const [first, ...others] = nodes;
  if (first === undefined) return [];
  return [...fieldsOf(first, definitions)].flatMap(([name, field]) => {
    const alike = others.every((node) => sameValue(fieldsOf(node, definitions).get(name)?.control, field.control));
    if (!alike || !nodes.some((node) => hasEffect(node, name))) return [];
    const values = nodes.map((node) => valueOf(node, name, definitions));
    const mixed = values.some((value) => !sameValue(value, values[0]));
    return {
      name,
      field,
      value: mixed ? undefined : values[0],
      mixed,
      changed: nodes.some(
        (node) => !sameValue(valueOf(node, name, definitions), fieldsOf(node, definitions).get(name)?.default),
      ),
      advanced: formOf(name).advanced === true && first.kind !== 'custom',
    };
  });
}

/** Gives the nodes a setting. */
export function changeSetting(
  architecture: Architecture,
  nodes: readonly Node[],
  name: string,
  value: unknown,
): Edited {
  return changeEach(architecture, nodes, (node) =>
    node.kind === 'custom' ? { knobs: { ...node.knobs, [name]: value } } : { [name]: value },
  );
}

/** Puts a setting of each node back to what it is when left out. */
export function resetSetting(architecture: Architecture, nodes: readonly Node[], name: string): Edited {
  return changeEach(architecture, nodes, (node) =>
    node.kind === 'custom'
      ? { knobs: Object.fromEntries(Object.entries(node.knobs).filter(([knob]) => knob !== name)) }
      : { [name]: blocks[node.kind].fields[name]?.default },
  );
}

/** What can be set in a node, by name: its fields, or the knobs of an own block. */
export function fieldsOf(node: Node, definitions: Definitions): ReadonlyMap<string, Field<unknown>> {
  return node.kind === 'custom'
    ? definitions.knobsOf(node.definition)
    : new Map(Object.entries(blocks[node.kind].fields));
}

/** The value of a field, or of a knob as it is set or as the definition has it. */
export function valueOf(node: Node, name: string, definitions: Definitions): unknown {
  const values: Readonly<Record<string, unknown>> = node.kind === 'custom' ? node.knobs : { ...node };
  return Object.hasOwn(values, name) ? values[name] : fieldsOf(node, definitions).get(name)?.default;
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function changeEach(
  architecture: Architecture,
  nodes: readonly Node[],
  fields: (node: Node) => Readonly<Record<string, unknown>>,
): Edited {
  const selection = nodes.map(({ id }) => id);
  let edited: Edited = { ok: true, value: { architecture, selection } };
  for (const { id } of nodes) {
    if (!edited.ok) return edited;
    const node = findNode(edited.value.architecture.root, id);
    if (node !== undefined) edited = setFields(edited.value.architecture, [id], fields(node));
  }
  return edited.ok ? { ok: true, value: { ...edited.value, selection } } : edited;
}

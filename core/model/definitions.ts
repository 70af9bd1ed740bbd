import type { ExpandContext } from './block.ts';
import { blocks, childLists } from './blocks/registry.ts';
import type { CustomNode } from './blocks/custom.ts';
import { closest } from './closest.ts';
import type { Control, Field } from './fields.ts';
import type { Node } from './node.ts';
import { type ModelFacts, type ModelProblemCode, show } from './problem.ts';
import { nodesOf, mapTree } from './tree.ts';

/** A block that a person has made of others, for any number of instances. */
export interface BlockDefinition {
  /** Unique among the document's definitions. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly knobs: readonly Knob[];
  /** What an instance stands for. Ids are unique in here; own blocks in here are defined above this one. */
  readonly body: readonly Node[];
}

/** A number or choice that each instance can have its own value of. Left alone, it is what its targets have in the definition. */
export interface Knob {
  /** What instances call it; letters and digits. */
  readonly name: string;
  /** The fields that it sets, which are of one type and have one value. */
  readonly targets: readonly KnobTarget[];
}

export interface KnobTarget {
  /** Id of a node in the body. */
  readonly node: string;
  /** A field of that node, or a knob where the node is an own block itself. */
  readonly field: string;
}

interface Entry {
  readonly definition: BlockDefinition;
  readonly nodes: ReadonlyMap<string, Node>;
  /** Every knob as a field of the instances. */
  readonly knobs: ReadonlyMap<string, Field<unknown>>;
  readonly height: number;
}

/**
 * The own blocks of one document, which are added in their order. One that uses blocks which are not there yet is left out, as the document's
 * reader does not let it pass, so that nothing can hold itself.
 */
export class Definitions implements ExpandContext {
  readonly #entries = new Map<string, Entry>();

  constructor(definitions: readonly BlockDefinition[] = []) {
    for (const definition of definitions) this.add(definition);
  }

  add(definition: BlockDefinition): void {
    const nodes = new Map(definition.body.flatMap(nodesOf).map((node) => [node.id, node]));
    for (const node of nodes.values()) if (node.kind === 'custom' && !this.#entries.has(node.definition)) return;
    const knobs = new Map<string, Field<unknown>>();
    for (const { name, targets } of definition.knobs) {
      const fields = targets.map(({ node, field }) => this.targetField(nodes.get(node), field));
      const knob = fields.every((field) => field !== undefined) ? joinFields(fields) : undefined;
      if (knob !== undefined) knobs.set(name, knob);
    }
    this.#entries.set(definition.id, { definition, nodes, knobs, height: this.#heightOf(definition.body) });
  }

  get(id: string): BlockDefinition | undefined {
    return this.#entries.get(id)?.definition;
  }

  get ids(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** How many levels of nodes an instance adds below itself, 0 for a definition without nodes. */
  heightOf(id: string): number {
    return this.#entries.get(id)?.height ?? 0;
  }

  bodyOf(instance: CustomNode): readonly Node[] {
    const entry = this.#entries.get(instance.definition);
    if (entry === undefined) return [];
    const changes = new Map<string, Record<string, unknown>>();
    for (const { name, targets } of entry.definition.knobs) {
      if (!Object.hasOwn(instance.knobs, name)) continue;
      for (const { node, field } of targets) changes.set(node, { ...changes.get(node), [field]: instance.knobs[name] });
    }
    return entry.definition.body.map((node) =>
      mapTree(node, (inside) => ({
        ...withFields(inside, changes.get(inside.id) ?? {}),
        id: `${instance.id}.${inside.id}`,
      })),
    );
  }

  /** A field that can be changed from outside by its name: of an own block, a knob. */
  fieldOf(node: Node, name: string): Field<unknown> | undefined {
    if (node.kind === 'custom') return this.#entries.get(node.definition)?.knobs.get(name);
    const { fields } = blocks[node.kind];
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  /** The knobs of an own block as fields of its instances; the default is what its definition has. */
  knobsOf(id: string): ReadonlyMap<string, Field<unknown>> {
    return this.#entries.get(id)?.knobs ?? new Map<string, Field<unknown>>();
  }

  /** The field that a knob can set, with the node's value for its default. */
  targetField(node: Node | undefined, name: string): Field<unknown> | undefined {
    const field = node && this.fieldOf(node, name);
    if (node === undefined || field === undefined || field.control.type === 'overrides') return undefined;
    const values: Readonly<Record<string, unknown>> = node.kind === 'custom' ? node.knobs : { ...node };
    return Object.hasOwn(values, name) ? { ...field, default: values[name] } : field;
  }

  #heightOf(nodes: readonly Node[]): number {
    return nodes.reduce((highest, node) => {
      const below = node.kind === 'custom' ? this.heightOf(node.definition) : this.#heightOf(childLists(node).flat());
      return Math.max(highest, 1 + below);
    }, 0);
  }
}

/** What to say of an own block that is not among these. */
export function missingDefinition(id: string, known: readonly string[]): [code: ModelProblemCode, facts: ModelFacts] {
  const nearest = closest(id, known);
  if (nearest === undefined) return ['no-definitions', { value: show(id) }];
  return ['unknown-definition', { value: show(id), closest: nearest, known: known.slice(0, 20).join(', ') }];
}

/** The node with fields, or knobs where it is an own block, at other values. */
export function withFields(node: Node, values: Readonly<Record<string, unknown>>): Node {
  return node.kind === 'custom' ? { ...node, knobs: { ...node.knobs, ...values } } : { ...node, ...values };
}

/** One field for several of one type and value, that takes what all of them take; undefined where they are not of one type and value. */
export function joinFields(fields: readonly Field<unknown>[]): Field<unknown> | undefined {
  const [first, ...others] = fields;
  if (first === undefined) return undefined;
  let control: Control | undefined = first.control;
  for (const other of others) {
    control = control && commonControl(control, other.control);
    if (JSON.stringify(other.default) !== JSON.stringify(first.default)) return undefined;
  }
  if (control === undefined) return undefined;
  const different = others.filter(({ expected }) => expected !== first.expected);
  if (different.length === 0) return first;
  return {
    schema: first.schema.refine((value) => different.every(({ schema }) => schema.safeParse(value).success)),
    default: first.default,
    control,
    expected: [...new Set(fields.map(({ expected }) => expected))].join(', and '),
  };
}

function commonControl(a: Control, b: Control): Control | undefined {
  if (a.type === 'choice' && b.type === 'choice')
    return { type: 'choice', options: a.options.filter((option) => b.options.includes(option)) };
  if (a.type !== b.type) return undefined;
  if (!('min' in a) || !('min' in b)) return a;
  const range = { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) };
  return 'nullable' in a && 'nullable' in b
    ? { ...a, ...range, nullable: a.nullable && b.nullable }
    : { ...a, ...range };
}

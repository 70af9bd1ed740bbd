import type { Block, ContainerBlock } from './block.ts';
import { blocks, childPath, isNodeKind, nodeKinds } from './blocks/registry.ts';
import { closest } from './closest.ts';
import type { Fields } from './fields.ts';
import { limits } from './limits.ts';
import type { Node } from './node.ts';
import type { CustomNode } from './blocks/custom.ts';
import { type Definitions, missingDefinition } from './definitions.ts';
import { applyOverride } from './overrides.ts';
import { show } from './problem.ts';
import { type Json, type Reading, isObject, ownValue } from './reading.ts';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A node while it is being read; its id may still be missing. */
type Draft = Record<string, unknown>;

/**
 * Nodes that a reader has made and that are right in any document: an edit hands all but a few of them over again, and they need not be looked into.
 * They are frozen, so that they stay what they were.
 */
const settled = new WeakSet();

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= limits.idLength && idPattern.test(value);
}

/**
 * Reads a tree of nodes from JSON and collects what is wrong with it. Recursion is bounded by `limits.depth` and work by `limits.nodes`, so
 * that a cyclic or enormous document ends as a problem.
 */
export class NodeReader {
  readonly #reading: Reading;
  readonly #definitions: Definitions;
  readonly #pathOf = new Map<string, string>();
  readonly #generators = new Set<string>();
  readonly #unnamed: { readonly draft: Draft; readonly kind: string }[] = [];

  /** `definitions`: the own blocks that this tree may use. */
  constructor(reading: Reading, definitions: Definitions) {
    this.#reading = reading;
    this.#definitions = definitions;
  }

  /** The tree, meaningful only when there are no problems afterwards. */
  readRoot(json: unknown): Node | undefined {
    const root = this.#readNode(json, 'root', 1);
    this.#finish();
    return root;
  }

  /** The body of an own block, which has its ids to itself. */
  readBody(json: unknown, path: string): readonly Node[] {
    if (!Array.isArray(json)) {
      this.#reading.report('not-an-object', path, { value: show(json), expected: 'a list of blocks' });
      return [];
    }
    const body = this.#readList(json, (index) => `${path}/${String(index)}`, 1);
    this.#finish();
    return body;
  }

  #finish(): void {
    this.#nameUnnamed();
    this.#checkReservedIds();
  }

  #readNode(json: unknown, path: string, depth: number): Node | undefined {
    if (this.#reading.full || !this.#reading.countNode(path)) return undefined;
    if (depth > limits.depth) {
      this.#reading.report('too-deep', path, { limit: limits.depth });
      return undefined;
    }
    if (!isObject(json)) {
      this.#reading.report('not-an-object', path, { value: show(json), expected: 'a block: an object with a "kind"' });
      return undefined;
    }
    const kind = ownValue(json, 'kind');
    if (!isNodeKind(kind)) {
      const known = nodeKinds.join(', ');
      if (kind === undefined)
        this.#reading.report('missing-field', path, { field: 'kind', expected: `one of ${known}` });
      else
        this.#reading.report('unknown-kind', `${path}/kind`, {
          value: show(kind),
          closest: closest(typeof kind === 'string' ? kind : '', nodeKinds) ?? '',
          known,
        });
      return undefined;
    }
    const block = blocks[kind];
    const id = this.#readId(json, path, block);
    // Of a settled node everything but its id is right wherever it stands.
    if (settled.has(json)) return json as unknown as Node;
    const before = this.#reading.problems.length;
    const draft: Draft = { id, kind };
    if (draft.id === undefined) this.#unnamed.push({ draft, kind });
    const label = this.#reading.readText(json, 'label', path, limits.nameLength, undefined);
    if (label !== undefined) draft.label = label;
    this.#readFields(block.fields, json, path, draft);
    const known = ['id', 'kind', 'label', ...Object.keys(block.fields)];
    if (block.category === 'container') {
      known.push(block.childField.name);
      this.#readChildren(block, json, path, depth, draft);
    }
    this.#reading.reportUnknown(json, known, path);
    // Every field of the block has been read through its schema, or else there is a problem and the draft is thrown away.
    const node = draft as unknown as Node;
    if (block.category === 'container') this.#checkOverrides(block, node, path, draft);
    if (node.kind === 'custom') this.#checkInstance(node, path, depth, draft);
    // What holds others, or is one of a person's own, depends on more than itself; and what has no name yet gets one.
    const alone = block.category !== 'container' && kind !== 'custom' && id !== undefined;
    if (alone && this.#reading.problems.length === before) settled.add(Object.freeze(draft));
    return node;
  }

  #readId(json: Json, path: string, block: Block): string | undefined {
    const id = ownValue(json, 'id');
    if (id === undefined) return undefined;
    if (!isId(id)) {
      this.#reading.report('invalid-id', `${path}/id`, { value: show(id) });
      return undefined;
    }
    const other = this.#pathOf.get(id);
    if (other !== undefined) this.#reading.report('duplicate-id', `${path}/id`, { value: id, other }, id);
    else this.#pathOf.set(id, path);
    if (generatesIds(block)) this.#generators.add(id);
    return id;
  }

  #readFields(fields: Fields, json: Json, path: string, draft: Draft): void {
    for (const [name, field] of Object.entries(fields)) {
      const given = ownValue(json, name);
      if (given === undefined || sameValue(given, field.default)) {
        draft[name] = field.default;
        continue;
      }
      const read = field.schema.safeParse(given);
      if (read.success) draft[name] = read.data;
      else {
        const inside = read.error.issues[0]?.path.map(String) ?? [];
        const value = inside.reduce<unknown>(
          (json, key) => (isObject(json) || Array.isArray(json) ? ownValue(json as Json, key) : undefined),
          given,
        );
        this.#reading.report('invalid-field', [path, name, ...inside].join('/'), {
          field: name,
          value: show(value),
          expected: field.expected,
        });
      }
    }
  }

  #readChildren(block: ContainerBlock, json: Json, path: string, depth: number, draft: Draft): void {
    const { name, type } = block.childField;
    const given = ownValue(json, name) ?? [];
    const expected = type === 'list' ? 'a list of blocks' : 'a list of lists of blocks';
    if (!Array.isArray(given)) {
      this.#reading.report('not-an-object', `${path}/${name}`, { value: show(given), expected });
      return;
    }
    if (type === 'list') {
      draft[name] = this.#readList(given, (index) => `${path}/${childPath(block, 0, index)}`, depth);
      return;
    }
    if (given.length > limits.branches) {
      this.#reading.report('invalid-field', `${path}/${name}`, {
        field: name,
        value: show(given),
        expected: `up to ${String(limits.branches)} branches`,
      });
      return;
    }
    draft[name] = Array.from(given, (list: unknown, position) => {
      if (Array.isArray(list))
        return this.#readList(list, (index) => `${path}/${childPath(block, position, index)}`, depth);
      this.#reading.report('not-an-object', `${path}/${name}/${String(position)}`, {
        value: show(list),
        expected: 'a list of blocks',
      });
      return [];
    });
  }

  #readList(list: readonly unknown[], pathOf: (index: number) => string, depth: number): readonly Node[] {
    const nodes: Node[] = [];
    for (const [index, json] of list.entries()) {
      if (this.#reading.spent || this.#reading.full) break;
      const node = this.#readNode(json, pathOf(index), depth + 1);
      if (node !== undefined) nodes.push(node);
    }
    return nodes;
  }

  /** Reads the fields that a repeat changes as the blocks that they reach read them. */
  #checkOverrides(block: ContainerBlock, node: Node, path: string, draft: Draft): void {
    for (const [name, field] of Object.entries(block.fields)) {
      const overrides = draft[name];
      if (field.control.type !== 'overrides' || !isObject(overrides) || this.#reading.problems.length > 0) continue;
      const children = block.children(node).flat();
      const read: Record<string, unknown> = {};
      for (const [target, value] of Object.entries(overrides)) {
        const { reach } = applyOverride(children, target, value, this.#definitions);
        const at = `${path}/${name}/${target}`;
        if (reach.status === 'applied') read[target] = reach.value;
        else if (reach.status === 'missing') this.#reading.report('no-target', at, { field: target }, node.id);
        else
          this.#reading.report(
            'invalid-field',
            at,
            { field: target, value: show(value), expected: reach.field.expected },
            node.id,
          );
      }
      draft[name] = read;
    }
  }

  /** Reads the knobs of an instance as the fields that they set, and sees that what it stands for is not nested too deep. */
  #checkInstance(node: CustomNode, path: string, depth: number, draft: Draft): void {
    const reading = this.#reading;
    if (reading.problems.length > 0) return;
    const { definition } = node;
    if (this.#definitions.get(definition) === undefined) {
      const [code, facts] = missingDefinition(definition, this.#definitions.ids);
      reading.report(code, `${path}/definition`, facts, node.id);
      return;
    }
    if (depth + this.#definitions.heightOf(definition) > limits.depth)
      reading.report('too-deep', path, { limit: limits.depth }, node.id);
    const knobs = this.#definitions.knobsOf(definition);
    reading.reportUnknown(node.knobs, [...knobs.keys()], `${path}/knobs`);
    const values: Draft = {};
    for (const [name, value] of Object.entries(node.knobs)) {
      const field = knobs.get(name);
      const read = field?.schema.safeParse(value);
      if (read?.success === true) values[name] = read.data;
      else if (field !== undefined)
        reading.report(
          'invalid-field',
          `${path}/knobs/${name}`,
          { field: name, value: show(value), expected: field.expected },
          node.id,
        );
    }
    draft.knobs = values;
  }

  /** Gives nodes without an id one made of their kind and a number, in tree order. */
  #nameUnnamed(): void {
    if (this.#unnamed.length === 0) return;
    const taken = new Set<string>();
    for (const id of this.#pathOf.keys()) {
      taken.add(id);
      for (const prefix of dottedPrefixes(id)) taken.add(prefix);
    }
    const next = new Map<string, number>();
    for (const { draft, kind } of this.#unnamed) {
      let number = next.get(kind) ?? 1;
      while (taken.has(`${kind}${String(number)}`)) number += 1;
      draft.id = `${kind}${String(number)}`;
      next.set(kind, number + 1);
    }
  }

  /** Ids that start with a composite's or repeat's id and a dot are those of what it stands for. */
  #checkReservedIds(): void {
    if (this.#generators.size === 0) return;
    for (const [id, path] of this.#pathOf) {
      const owner = dottedPrefixes(id).find((prefix) => this.#generators.has(prefix));
      if (owner !== undefined)
        this.#reading.report(
          'duplicate-id',
          `${path}/id`,
          { value: id, other: `the inside of ${this.#pathOf.get(owner) ?? owner}` },
          id,
        );
    }
  }
}

function generatesIds(block: Block): boolean {
  return block.category === 'composite' || block.kind === 'repeat';
}

/** Whether a value is the default, number for number, which spares most fields of most documents their schema. */
function sameValue(given: unknown, initial: unknown): boolean {
  if (!Array.isArray(given) || !Array.isArray(initial)) return Object.is(given, initial);
  return given.length === initial.length && given.every((side, index) => Object.is(side, initial[index]));
}

/** `a` and `a.b` for `a.b.c`. */
function dottedPrefixes(id: string): readonly string[] {
  const prefixes: string[] = [];
  for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) prefixes.push(id.slice(0, dot));
  return prefixes;
}

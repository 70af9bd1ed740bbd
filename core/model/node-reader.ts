import type { Block, ContainerBlock } from './block.ts';
import { blocks, childPath, isNodeKind, nodeKinds } from './blocks/registry.ts';
import { closest } from './closest.ts';
import type { Fields } from './fields.ts';
import { limits } from './limits.ts';
import type { Node } from './node.ts';
import { applyOverride } from './overrides.ts';
import { type ModelFacts, type ModelProblem, type ModelProblemCode, modelProblem, show } from './problem.ts';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

type Json = Readonly<Record<string, unknown>>;

/** A node while it is being read; its id may still be missing. */
type Draft = Record<string, unknown>;

/** A plain object, or one made without a prototype. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ownValue(json: Json, key: string): unknown {
  return Object.hasOwn(json, key) ? json[key] : undefined;
}

/**
 * Reads a tree of nodes from JSON and collects what is wrong with it. Recursion is bounded by `limits.depth` and work by `limits.nodes`, so
 * that a cyclic or enormous document ends as a problem.
 */
export class NodeReader {
  readonly problems: ModelProblem[] = [];
  readonly #pathOf = new Map<string, string>();
  readonly #generators = new Set<string>();
  readonly #unnamed: { readonly draft: Draft; readonly kind: string }[] = [];
  #count = 0;

  /** The tree, meaningful only when there are no problems afterwards. */
  readRoot(json: unknown): Node | undefined {
    const root = this.#readNode(json, 'root', 1);
    this.#nameUnnamed();
    this.#checkReservedIds();
    return root;
  }

  #report(code: ModelProblemCode, path: string, facts: ModelFacts = {}, nodeId?: string): void {
    if (!this.#isFull()) this.problems.push(modelProblem(code, { path, nodeId }, facts));
  }

  /** Nobody reads on after this many problems, so that nothing more is looked for. */
  #isFull(): boolean {
    return this.problems.length >= limits.problems;
  }

  #readNode(json: unknown, path: string, depth: number): Node | undefined {
    if (this.#isFull()) return undefined;
    this.#count += 1;
    if (this.#count > limits.nodes) {
      if (this.#count === limits.nodes + 1) this.#report('too-many-nodes', path, { limit: limits.nodes });
      return undefined;
    }
    if (depth > limits.depth) {
      this.#report('too-deep', path, { limit: limits.depth });
      return undefined;
    }
    if (!isObject(json)) {
      this.#report('not-an-object', path, { value: show(json), expected: 'a block: an object with a "kind"' });
      return undefined;
    }
    const kind = ownValue(json, 'kind');
    if (!isNodeKind(kind)) {
      const known = nodeKinds.join(', ');
      if (kind === undefined) this.#report('missing-field', path, { field: 'kind', expected: `one of ${known}` });
      else
        this.#report('unknown-kind', `${path}/kind`, {
          value: show(kind),
          closest: closest(typeof kind === 'string' ? kind : '', nodeKinds) ?? '',
          known,
        });
      return undefined;
    }
    const block = blocks[kind];
    const draft: Draft = { id: this.#readId(json, path, block), kind };
    if (draft.id === undefined) this.#unnamed.push({ draft, kind });
    this.#readLabel(json, path, draft);
    this.#readFields(block.fields, json, path, draft);
    const known = ['id', 'kind', 'label', ...Object.keys(block.fields)];
    if (block.category === 'container') {
      known.push(block.childField.name);
      this.#readChildren(block, json, path, depth, draft);
    }
    for (const key of Object.keys(json)) {
      if (this.#isFull()) break;
      if (!known.includes(key))
        this.#report('unknown-field', `${path}/${key.slice(0, 60)}`, {
          field: key.slice(0, 60),
          known: known.join(', '),
        });
    }
    // Every field of the block has been read through its schema, or else there is a problem and the draft is thrown away.
    const node = draft as unknown as Node;
    if (block.category === 'container') this.#checkOverrides(block, node, path, draft);
    return node;
  }

  #readId(json: Json, path: string, block: Block): string | undefined {
    const id = ownValue(json, 'id');
    if (id === undefined) return undefined;
    if (typeof id !== 'string' || id.length > limits.idLength || !idPattern.test(id)) {
      this.#report('invalid-id', `${path}/id`, { value: show(id) });
      return undefined;
    }
    const other = this.#pathOf.get(id);
    if (other !== undefined) this.#report('duplicate-id', `${path}/id`, { value: id, other }, id);
    else this.#pathOf.set(id, path);
    if (generatesIds(block)) this.#generators.add(id);
    return id;
  }

  #readLabel(json: Json, path: string, draft: Draft): void {
    const label = ownValue(json, 'label');
    if (label === undefined) return;
    if (typeof label === 'string' && label.length <= limits.nameLength) draft.label = label;
    else
      this.#report('invalid-field', `${path}/label`, {
        field: 'label',
        value: show(label),
        expected: `a text of up to ${String(limits.nameLength)} letters`,
      });
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
      else
        this.#report('invalid-field', `${path}/${name}`, { field: name, value: show(given), expected: field.expected });
    }
  }

  #readChildren(block: ContainerBlock, json: Json, path: string, depth: number, draft: Draft): void {
    const { name, type } = block.childField;
    const given = ownValue(json, name) ?? [];
    const expected = type === 'list' ? 'a list of blocks' : 'a list of lists of blocks';
    if (!Array.isArray(given)) {
      this.#report('not-an-object', `${path}/${name}`, { value: show(given), expected });
      return;
    }
    if (type === 'list') {
      draft[name] = this.#readList(given, (index) => `${path}/${childPath(block, 0, index)}`, depth);
      return;
    }
    if (given.length > limits.branches) {
      this.#report('invalid-field', `${path}/${name}`, {
        field: name,
        value: show(given),
        expected: `up to ${String(limits.branches)} branches`,
      });
      return;
    }
    draft[name] = Array.from(given, (list: unknown, position) => {
      if (Array.isArray(list))
        return this.#readList(list, (index) => `${path}/${childPath(block, position, index)}`, depth);
      this.#report('not-an-object', `${path}/${name}/${String(position)}`, {
        value: show(list),
        expected: 'a list of blocks',
      });
      return [];
    });
  }

  #readList(list: readonly unknown[], pathOf: (index: number) => string, depth: number): readonly Node[] {
    const nodes: Node[] = [];
    for (const [index, json] of list.entries()) {
      if (this.#count > limits.nodes || this.#isFull()) break;
      const node = this.#readNode(json, pathOf(index), depth + 1);
      if (node !== undefined) nodes.push(node);
    }
    return nodes;
  }

  /** Reads the fields that a repeat changes as the blocks that they reach read them. */
  #checkOverrides(block: ContainerBlock, node: Node, path: string, draft: Draft): void {
    for (const [name, field] of Object.entries(block.fields)) {
      const overrides = draft[name];
      if (field.control.type !== 'overrides' || !isObject(overrides) || this.problems.length > 0) continue;
      const children = block.children(node).flat();
      const read: Record<string, unknown> = {};
      for (const [target, value] of Object.entries(overrides)) {
        const { reach } = applyOverride(children, target, value);
        const at = `${path}/${name}/${target}`;
        if (reach.status === 'applied') read[target] = reach.value;
        else if (reach.status === 'missing') this.#report('no-target', at, { field: target }, node.id);
        else
          this.#report(
            'invalid-field',
            at,
            { field: target, value: show(value), expected: reach.field.expected },
            node.id,
          );
      }
      draft[name] = read;
    }
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
        this.#report(
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

import { type BlockDefinition, Definitions, type Knob, type KnobTarget, joinFields } from './definitions.ts';
import { fieldName } from './fields.ts';
import { limits } from './limits.ts';
import { NodeReader, isId } from './node-reader.ts';
import { show } from './problem.ts';
import type { Node } from './node.ts';
import { type Json, type Reading, isObject, ownValue } from './reading.ts';
import { nodesOf } from './tree.ts';

const known = ['id', 'name', 'description', 'knobs', 'body'];

/** Reads the own blocks of a document, each of which may use those above it. */
export class DefinitionReader {
  readonly definitions = new Definitions();
  readonly #reading: Reading;
  readonly #pathOf = new Map<string, string>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  readAll(json: unknown): readonly BlockDefinition[] {
    if (json === undefined) return [];
    const expected = `a list of up to ${String(limits.definitions)} own blocks`;
    const list = this.#readList(json, 'definitions', expected, limits.definitions);
    const read: BlockDefinition[] = [];
    for (const [index, item] of list.entries()) {
      const definition = this.#readOne(item, `definitions/${String(index)}`);
      if (definition === undefined) continue;
      read.push(definition);
      this.definitions.add(definition);
    }
    return read;
  }

  #readOne(json: unknown, path: string): BlockDefinition | undefined {
    const reading = this.#reading;
    if (reading.full || reading.spent) return undefined;
    if (!isObject(json)) {
      const expected = 'an own block: an object with "id", "name" and "body"';
      reading.report('not-an-object', path, { value: show(json), expected });
      return undefined;
    }
    reading.reportUnknown(json, known, path);
    const id = this.#readId(json, path);
    const name = reading.readText(json, 'name', path, limits.nameLength, undefined) ?? id ?? '';
    const description = reading.readText(json, 'description', path, limits.descriptionLength, '');
    const before = reading.problems.length;
    const body = new NodeReader(reading, this.definitions).readBody(ownValue(json, 'body') ?? [], `${path}/body`);
    // What is wrong with the body would be told again by every knob that finds nothing to set.
    const knobs = reading.problems.length > before ? [] : this.#readKnobs(json, path, body);
    return id === undefined ? undefined : { id, name, description, knobs, body };
  }

  #readId(json: Json, path: string): string | undefined {
    const id = ownValue(json, 'id');
    if (id === undefined) {
      this.#reading.report('missing-field', path, { field: 'id', expected: 'a name that no other own block has' });
      return undefined;
    }
    if (!isId(id)) {
      this.#reading.report('invalid-id', `${path}/id`, { value: show(id) });
      return undefined;
    }
    const other = this.#pathOf.get(id);
    if (other !== undefined) {
      this.#reading.report('duplicate-id', `${path}/id`, { value: id, other });
      return undefined;
    }
    this.#pathOf.set(id, path);
    return id;
  }

  #readKnobs(json: Json, definitionPath: string, body: readonly Node[]): readonly Knob[] {
    const given = ownValue(json, 'knobs');
    if (given === undefined) return [];
    const path = `${definitionPath}/knobs`;
    const list = this.#readList(given, path, `a list of up to ${String(limits.knobs)} knobs`, limits.knobs);
    // Names and fields that a knob has taken, with the knob's name.
    const taken = { names: new Set<string>(), fields: new Map<string, string>() };
    const nodes = new Map(body.flatMap(nodesOf).map((node) => [node.id, node]));
    return list.flatMap((item, index) => this.#readKnob(item, `${path}/${String(index)}`, nodes, taken) ?? []);
  }

  #readKnob(
    json: unknown,
    path: string,
    nodes: ReadonlyMap<string, Node>,
    taken: { readonly names: Set<string>; readonly fields: Map<string, string> },
  ): Knob | undefined {
    const reading = this.#reading;
    if (!isObject(json)) {
      const expected = 'a knob: an object with "name" and "targets"';
      reading.report('not-an-object', path, { value: show(json), expected });
      return undefined;
    }
    reading.reportUnknown(json, ['name', 'targets'], path);
    const name = ownValue(json, 'name');
    if (typeof name !== 'string' || !fieldName.test(name) || taken.names.has(name)) {
      const expected = 'a name of up to 40 letters and digits that no other knob of this block has, such as "filters"';
      reading.report('invalid-field', `${path}/name`, { field: 'name', value: show(name), expected });
      return undefined;
    }
    taken.names.add(name);
    const expected = `a list of 1 to ${String(limits.knobTargets)} targets such as { "node": "conv1", "field": "filters" }`;
    const list = this.#readList(ownValue(json, 'targets'), `${path}/targets`, expected, limits.knobTargets, 1);
    const targets = list.flatMap(
      (item, index) => this.#readTarget(item, `${path}/targets/${String(index)}`, name, nodes, taken.fields) ?? [],
    );
    if (targets.length < list.length || targets.length === 0) return undefined;
    const fields = targets.flatMap(({ node, field }) => this.definitions.targetField(nodes.get(node), field) ?? []);
    if (joinFields(fields) === undefined) reading.report('knob-targets-differ', `${path}/targets`, { knob: name });
    return { name, targets };
  }

  #readTarget(
    json: unknown,
    path: string,
    knob: string,
    nodes: ReadonlyMap<string, Node>,
    taken: Map<string, string>,
  ): KnobTarget | undefined {
    const reading = this.#reading;
    const nodeId = isObject(json) ? ownValue(json, 'node') : undefined;
    const field = isObject(json) ? ownValue(json, 'field') : undefined;
    if (!isObject(json) || typeof nodeId !== 'string' || typeof field !== 'string') {
      const expected = 'a target: an object with the texts "node" and "field"';
      reading.report('not-an-object', path, { value: show(json), expected });
      return undefined;
    }
    reading.reportUnknown(json, ['node', 'field'], path);
    const node = nodes.get(nodeId);
    if (node === undefined) {
      reading.report('knob-without-node', `${path}/node`, { knob, value: show(nodeId) });
      return undefined;
    }
    if (this.definitions.targetField(node, field) === undefined) {
      reading.report('knob-without-field', `${path}/field`, { knob, node: nodeId, value: show(field) }, nodeId);
      return undefined;
    }
    const other = taken.get(`${nodeId}/${field}`);
    if (other !== undefined) {
      reading.report('knob-field-taken', path, { knob, other, field, node: nodeId }, nodeId);
      return undefined;
    }
    taken.set(`${nodeId}/${field}`, knob);
    return { node: nodeId, field };
  }

  /** A list of at most so many items; empty where it is wrong. */
  #readList(json: unknown, path: string, expected: string, most: number, fewest = 0): readonly unknown[] {
    if (Array.isArray(json) && json.length <= most && json.length >= fewest) return Array.from<unknown>(json);
    this.#reading.report('not-an-object', path, { value: show(json), expected });
    return [];
  }
}

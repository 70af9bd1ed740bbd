import { type Architecture, parseArchitecture } from '../architecture.ts';
import { type BlockDefinition, Definitions, missingDefinition } from '../definitions.ts';
import type { Node } from '../node.ts';
import { type ModelProblem, modelProblem } from '../problem.ts';
import type { Result } from '../result.ts';
import { mapTree, nodesOf } from '../tree.ts';
import { type Edited, finish, refuse } from './tree.ts';

/** An architecture that has an own block, and the id by which it has it. */
export interface Imported {
  readonly architecture: Architecture;
  readonly definition: string;
}

/**
 * Puts a definition in the place of the one with its id. Instances keep the values of knobs that are still there and take them, and lose the others; so
 * do own blocks that pass a knob on.
 */
export function updateDefinition(architecture: Architecture, definition: BlockDefinition): Edited {
  const { definitions } = architecture;
  const ids = definitions.map(({ id }) => id);
  if (!ids.includes(definition.id)) return refuse(...missingDefinition(definition.id, ids));
  const known = new Definitions();
  const updated: BlockDefinition[] = [];
  for (const each of inOrder(definitions.map((old) => (old.id === definition.id ? definition : old)))) {
    const body = each.body.map((node) => mapTree(node, (inside) => withoutLostKnobs(inside, known)));
    const nodes = new Map(body.flatMap(nodesOf).map((node) => [node.id, node]));
    // The new definition's own mistakes are for its author to hear of.
    const knobs =
      each.id === definition.id
        ? each.knobs
        : each.knobs
            .map(({ name, targets }) => ({
              name,
              targets: targets.filter(({ node, field }) => known.targetField(nodes.get(node), field) !== undefined),
            }))
            .filter(({ targets }) => targets.length > 0);
    const one = { ...each, body, knobs };
    known.add(one);
    updated.push(one);
  }
  const root = mapTree(architecture.root, (node) => withoutLostKnobs(node, known));
  return finish({ ...architecture, definitions: updated }, root, []);
}

/** Takes a definition away that nothing is an instance of. */
export function removeDefinition(architecture: Architecture, id: string): Edited {
  const { definitions, root } = architecture;
  const definition = definitions.find((each) => each.id === id);
  if (definition === undefined)
    return refuse(
      ...missingDefinition(
        id,
        definitions.map((each) => each.id),
      ),
    );
  const uses = [root, ...definitions.flatMap(({ body }) => body)].flatMap(definitionsIn);
  const count = uses.filter((used) => used === id).length;
  if (count > 0) return refuse('definition-in-use', { name: definition.name, count });
  return finish({ ...architecture, definitions: definitions.filter((each) => each !== definition) }, root, []);
}

/** An own block and those that it uses, which come first: what a library keeps of it. Empty where there is no such block. */
export function neededDefinitions({ definitions }: Architecture, ids: readonly string[]): readonly BlockDefinition[] {
  const needed = new Set(ids);
  // A block uses only those in front of it, so that from the end every one is complete before it counts.
  for (const { id, body } of [...definitions].reverse())
    if (needed.has(id)) for (const used of body.flatMap(definitionsIn)) needed.add(used);
  return definitions.filter(({ id }) => needed.has(id));
}

/**
 * Brings own blocks in, of which the last is the one that is wanted. One that is there already, whatever its id, is used as it is; one whose id another
 * has gets a new one.
 * @param json as `neededDefinitions` gives them, read as a document's are
 */
export function importDefinition(
  architecture: Architecture,
  json: readonly unknown[],
): Result<Imported, readonly ModelProblem[]> {
  const imported = importDefinitions(architecture, json);
  if (!imported.ok) return imported;
  const { definitions, ids } = imported.value;
  const parsed = parseArchitecture({ ...architecture, definitions });
  const definition = [...ids.values()].at(-1);
  if (!parsed.ok) return parsed;
  return definition === undefined
    ? { ok: false, error: [modelProblem('no-definitions', { path: 'definitions' }, { value: 'in an empty list' })] }
    : { ok: true, value: { architecture: parsed.value, definition } };
}

/** All definitions with some more, and the ids under which those are now there. */
export function importDefinitions(
  { format, version, definitions: present }: Architecture,
  json: readonly unknown[],
): Result<
  { readonly definitions: readonly BlockDefinition[]; readonly ids: ReadonlyMap<string, string> },
  readonly ModelProblem[]
> {
  const parsed = parseArchitecture({ format, version, definitions: json, root: { kind: 'sequence' } });
  if (!parsed.ok) return parsed;
  const definitions = [...present];
  const ids = new Map<string, string>();
  for (const incoming of parsed.value.definitions) {
    const body = incoming.body.map((node) => withDefinitions(node, ids));
    const same = definitions.find((each) => contentOf(each) === contentOf({ ...incoming, body }));
    const id = same?.id ?? freeDefinitionId({ definitions }, incoming.id);
    ids.set(incoming.id, id);
    if (same === undefined) definitions.push({ ...incoming, id, body });
  }
  return { ok: true, value: { definitions, ids } };
}

/** The tree with its instances turned over to other ids of their definitions. */
export function withDefinitions(node: Node, ids: ReadonlyMap<string, string>): Node {
  return mapTree(node, (inside) =>
    inside.kind === 'custom' ? { ...inside, definition: ids.get(inside.definition) ?? inside.definition } : inside,
  );
}

/** Ids of the own blocks that a tree has instances of. */
export function definitionsIn(node: Node): readonly string[] {
  return nodesOf(node).flatMap((inside) => (inside.kind === 'custom' ? [inside.definition] : []));
}

/** An id made of a name's letters and digits, and a number where it is taken. */
export function freeDefinitionId({ definitions }: Pick<Architecture, 'definitions'>, name: string): string {
  const taken = new Set(definitions.map(({ id }) => id));
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const wanted = plain === '' ? 'block' : plain;
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}${String(number)}`;
  return id;
}

function withoutLostKnobs(node: Node, known: Definitions): Node {
  if (node.kind !== 'custom') return node;
  const fields = known.knobsOf(node.definition);
  const kept = Object.entries(node.knobs).filter(
    ([name, value]) => fields.get(name)?.schema.safeParse(value).success === true,
  );
  return { ...node, knobs: Object.fromEntries(kept) };
}

function contentOf({ name, description, knobs, body }: BlockDefinition): string {
  return JSON.stringify([name, description, knobs, body]);
}

/** Each behind those that it uses, and otherwise as they were; what is left of a circle comes last. */
function inOrder(definitions: readonly BlockDefinition[]): readonly BlockDefinition[] {
  const sorted: BlockDefinition[] = [];
  let waiting = definitions;
  for (;;) {
    const placed = new Set(sorted.map(({ id }) => id));
    const next = waiting.find(({ body }) => body.flatMap(definitionsIn).every((id) => placed.has(id)));
    if (next === undefined) return [...sorted, ...waiting];
    sorted.push(next);
    waiting = waiting.filter((each) => each !== next);
  }
}

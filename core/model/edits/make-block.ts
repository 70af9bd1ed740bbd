import type { Architecture } from '../architecture.ts';
import { type BlockDefinition, Definitions, type Knob } from '../definitions.ts';
import { custom } from '../blocks/custom.ts';
import { childLists } from '../blocks/registry.ts';
import type { RepeatNode } from '../blocks/repeat.ts';
import { sequence } from '../blocks/sequence.ts';
import type { Node } from '../node.ts';
import { applyOverrides } from '../overrides.ts';
import { mapTree, nodesOf } from '../tree.ts';
import { freeDefinitionId } from './definitions.ts';
import { withFreshIds } from './fresh-ids.ts';
import { type Edited, changeLists, finish, findNode, outermost, refuse } from './tree.ts';
import { consecutive, replaceRun } from './wrap.ts';

/**
 * Makes an own block of nodes that follow each other, and puts an instance in their place. The network stays the same but for the names of its
 * layers. Refused where a repeat around the nodes changes one of them in its first repetition and no knob of that name lets it do so any more.
 */
export function makeBlock(
  architecture: Architecture,
  ids: readonly string[],
  { name, description, knobs }: Pick<BlockDefinition, 'name' | 'description' | 'knobs'>,
): Edited {
  const run = consecutive(architecture, ids);
  if (run === undefined) return refuse('not-consecutive');
  const id = freeDefinitionId(architecture, name);
  const definition = { id, name, description, knobs, body: run.nodes };
  const [instance] = withFreshIds(architecture, [custom.create('x', { definition: id })]);
  if (instance === undefined) return refuse('not-consecutive');
  const root = changeLists(
    architecture.root,
    replaceRun(run.first, run.nodes.length, () => [instance]),
  );
  const definitions = [...architecture.definitions, definition];
  const edited = finish({ ...architecture, definitions }, root, [instance.id]);
  if (!edited.ok) return edited;
  const known = new Definitions(edited.value.architecture.definitions);
  for (const repeat of nodesOf(root).filter(isRepeat)) {
    const before = findNode(architecture.root, repeat.id);
    const lost = before === undefined || !isRepeat(before) ? [] : lostOverrides(before, repeat, instance.id, known);
    if (lost.length > 0) return refuse('repeat-reaches-in', { fields: lost.join(', ') }, repeat.id);
  }
  return edited;
}

function isRepeat(node: Node): node is RepeatNode {
  return node.kind === 'repeat';
}

/** The fields of a repeat's first repetition that no longer change what they did. */
function lostOverrides(
  before: RepeatNode,
  after: RepeatNode,
  instance: string,
  definitions: Definitions,
): readonly string[] {
  return Object.entries(before.first)
    .filter(([field, value]) => {
      const was = applyOverrides(before.children, { [field]: value }, definitions);
      const is = applyOverrides(after.children, { [field]: value }, definitions);
      return JSON.stringify(was) !== JSON.stringify(inlined(is, instance, definitions));
    })
    .map(([field]) => field);
}

/** The nodes with what an instance stands for in its place, under the ids of the body. */
function inlined(nodes: readonly Node[], instance: string, definitions: Definitions): readonly Node[] {
  const inline = (list: readonly Node[]): readonly Node[] =>
    list.flatMap((node) =>
      node.kind === 'custom' && node.id === instance
        ? definitions
            .bodyOf(node)
            .map((body) => mapTree(body, (inside) => ({ ...inside, id: inside.id.slice(instance.length + 1) })))
        : [node],
    );
  return childLists(changeLists(sequence.create('', { children: nodes }), inline)).flat();
}

/** Fields worth a knob, the likeliest first. */
const worthwhile = [
  'filters',
  'strides',
  'units',
  'rate',
  'dropout',
  'kernelSize',
  'poolSize',
  'activation',
  'times',
  'blocks',
  'expansion',
  'depthMultiplier',
];

/**
 * Knobs that a block made of these nodes could have: one for each field and value, so that equal numbers stay equal. Of strides only one block's,
 * the first that has any, or else the first that could: a block shrinks the feature map in one place.
 */
export function suggestKnobs(architecture: Architecture, ids: readonly string[]): readonly Knob[] {
  const definitions = new Definitions(architecture.definitions);
  const nodes = outermost(architecture.root, new Set(ids)).flatMap(nodesOf);
  const inner = nodes.flatMap((node) =>
    node.kind === 'custom' ? [...definitions.knobsOf(node.definition).keys()] : [],
  );
  const taken = new Set<string>();
  return [...new Set([...worthwhile, ...inner])].flatMap((field) => {
    const groups = new Map<string, Node[]>();
    for (const node of nodes) {
      const target = definitions.targetField(node, field);
      if (target === undefined || target.default === 'classes' || target.default === 'linear') continue;
      const key = `${target.control.type} ${JSON.stringify(target.default)}`;
      groups.set(key, [...(groups.get(key) ?? []), node]);
    }
    const lists = [...groups.values()];
    const strided = [...groups].find(([key]) => key !== 'pair [1,1]')?.[1] ?? lists[0] ?? [];
    const chosen = field === 'strides' ? [strided.slice(0, 1)] : lists;
    return chosen
      .filter((list) => list.length > 0)
      .map((list) => {
        let name = field;
        for (let number = 2; taken.has(name); number += 1) name = `${field}${String(number)}`;
        taken.add(name);
        return { name, targets: list.map(({ id }) => ({ node: id, field })) };
      });
  });
}

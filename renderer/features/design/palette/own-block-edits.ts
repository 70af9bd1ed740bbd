import {
  type Architecture,
  type BlockDefinition,
  type Edited,
  explodeNode,
  findNode,
  type Gap,
  gapBehind,
  importDefinition,
  insertNodes,
  makeBlock,
  type Node,
  type NodeDraft,
  nodesOf,
  pasteNodes,
  removeDefinition,
  setFields,
  setLabel,
  unwrapNode,
  updateDefinition,
} from '../../../../core/model/index.ts';

/** What a block is made of, and what it is called. */
export type BlockDraft = Pick<BlockDefinition, 'name' | 'description' | 'knobs'>;

/** Puts new blocks into a gap; own blocks come with their definitions, of which those that are there already are used. */
export function insertNew(
  architecture: Architecture,
  gap: Gap,
  drafts: readonly NodeDraft[],
  definitions: readonly BlockDefinition[] = [],
): Edited {
  return definitions.length === 0
    ? insertNodes(architecture, gap, drafts)
    : pasteNodes(architecture, gap, JSON.stringify({ definitions, nodes: drafts }));
}

/** The nodes that a block is to be made of: of a sequence that only holds them together, what it holds. */
export function materialOf(architecture: Architecture, selection: readonly string[]): readonly string[] {
  const only = selection.length === 1 ? findNode(architecture.root, selection[0] ?? '') : undefined;
  return only?.kind === 'sequence' && only.children.length > 0 ? only.children.map(({ id }) => id) : selection;
}

/** Makes a block of what is selected, without the sequence that only held it together. */
export function makeBlockOf(architecture: Architecture, selection: readonly string[], draft: BlockDraft): Edited {
  const material = materialOf(architecture, selection);
  const made = makeBlock(architecture, material, draft);
  const [holder] = selection;
  const [instance] = made.ok ? made.value.selection : [];
  if (!made.ok || instance === undefined) return made;
  return chain(
    made,
    (now) => setLabel(now, instance, draft.name),
    (now) => (material === selection || holder === undefined ? keep(now, instance) : unwrapNode(now, holder)),
  );
}

/** As `makeBlockOf`, in the place of a block that is there already: all its instances become what is selected. */
export function remakeBlock(
  architecture: Architecture,
  selection: readonly string[],
  draft: BlockDraft,
  id: string,
): Edited {
  const before = new Set(architecture.definitions.map((definition) => definition.id));
  const made = makeBlockOf(architecture, selection, draft);
  const fresh = made.ok
    ? made.value.architecture.definitions.find((definition) => !before.has(definition.id))
    : undefined;
  const [instance] = made.ok ? made.value.selection : [];
  if (!made.ok || fresh === undefined || instance === undefined) return made;
  return chain(
    made,
    (now) => updateDefinition(now, { ...fresh, id }),
    (now) => setFields(now, [instance], { definition: id }),
    (now) => removeDefinition(now, fresh.id),
    (now) => keep(now, instance),
  );
}

/** Gives the network's version of a block what another version has; `definitions` as a library keeps them. */
export function replaceDefinition(
  architecture: Architecture,
  id: string,
  definitions: readonly BlockDefinition[],
): Edited {
  const imported = importDefinition(architecture, definitions);
  if (!imported.ok) return imported;
  const { architecture: widened, definition: other } = imported.value;
  const fresh = widened.definitions.find((definition) => definition.id === other);
  if (fresh === undefined || other === id) return { ok: true, value: { architecture: widened, selection: [] } };
  return chain(
    { ok: true, value: { architecture: widened, selection: [] } },
    (now) => updateDefinition(now, { ...fresh, id }),
    (now) => removeDefinition(now, other),
  );
}

/** Lays one instance of a block open, under the block's name, so that it can be changed and made a block again. */
export function openInstance(architecture: Architecture, definition: BlockDefinition): Edited {
  const instance = instancesOf(architecture, definition.id)[0];
  const start: Edited =
    instance === undefined
      ? insertNodes(architecture, gapBehind(architecture, architecture.root.id), [
          { kind: 'custom', definition: definition.id },
        ])
      : { ok: true, value: { architecture, selection: [instance.id] } };
  if (!start.ok) return start;
  const id = start.value.selection[0] ?? '';
  return chain(
    start,
    (now) => setLabel(now, id, definition.name),
    (now) => explodeNode(now, id),
  );
}

/** Gives a block of the network another name, and those of its instances that are called by it. */
export function renameDefinition(architecture: Architecture, definition: BlockDefinition, name: string): Edited {
  const called = instancesOf(architecture, definition.id).filter(({ label }) => label === definition.name);
  return chain(
    updateDefinition(architecture, { ...definition, name }),
    ...called.map(
      ({ id }) =>
        (now: Architecture) =>
          setLabel(now, id, name),
    ),
  );
}

/** The blocks in the network, apart from those in other own blocks, that are one of this. */
export function instancesOf(architecture: Architecture, id: string): readonly Node[] {
  return nodesOf(architecture.root).filter((node) => node.kind === 'custom' && node.definition === id);
}

function keep(architecture: Architecture, selected: string): Edited {
  return { ok: true, value: { architecture, selection: [selected] } };
}

function chain(start: Edited, ...edits: readonly ((architecture: Architecture) => Edited)[]): Edited {
  return edits.reduce((edited, edit) => (edited.ok ? edit(edited.value.architecture) : edited), start);
}

import {
  type Architecture,
  architectureFormat,
  architectureVersion,
  type BlockDefinition,
  parseArchitecture,
} from '../../../../core/model/index.ts';
import type { StoredBlock } from '../../../../core/protocol/architectures.ts';

/** A block of the person's own: in the library, in the network that is edited, or in both. */
export interface OwnBlock {
  readonly name: string;
  /** As it would be put in: the network's where that has it. */
  readonly definition: BlockDefinition;
  /** The network's id of it, if it is in there. */
  readonly inNetwork: string | undefined;
  /** The library's, with those that it uses in front of it, if it is kept there. */
  readonly stored: readonly BlockDefinition[] | undefined;
  /** The library has another version of it than the network. */
  readonly differs: boolean;
}

/** Those of the network first, in its order; then what else the library has. */
export function mergeBlocks(
  { definitions }: Pick<Architecture, 'definitions'>,
  kept: readonly (readonly BlockDefinition[])[],
): readonly OwnBlock[] {
  const stored = new Map(kept.flatMap((list) => list.slice(-1).map((last) => [last.name, list] as const)));
  const present = definitions.map((definition): OwnBlock => {
    const known = stored.get(definition.name);
    const last = known?.at(-1);
    return {
      name: definition.name,
      definition,
      inNetwork: definition.id,
      stored: known,
      differs: last !== undefined && contentOf(last) !== contentOf(definition),
    };
  });
  const names = new Set(definitions.map(({ name }) => name));
  const others = [...stored].flatMap(([name, list]): readonly OwnBlock[] => {
    const definition = list.at(-1);
    return names.has(name) || definition === undefined
      ? []
      : [{ name, definition, inNetwork: undefined, stored: list, differs: false }];
  });
  return [...present, ...others];
}

/** The definitions of a block of the library, read as a document's are; none where they cannot be read by this program. */
export function readBlock({ definitions }: StoredBlock): readonly (readonly BlockDefinition[])[] {
  const parsed = parseArchitecture({
    format: architectureFormat,
    version: architectureVersion,
    definitions,
    root: { kind: 'sequence', children: [] },
  });
  return parsed.ok ? [parsed.value.definitions] : [];
}

function contentOf({ description, knobs, body }: BlockDefinition): string {
  return JSON.stringify([description, knobs, body]);
}

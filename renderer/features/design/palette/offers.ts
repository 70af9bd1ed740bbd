import {
  type BlockDefinition,
  blocks,
  Definitions,
  isNodeKind,
  type Node,
  type NodeDraft,
} from '../../../../core/model/index.ts';
import { activationNamed, assignParameters, type Query, withParameters } from './parameters.ts';
import type { NewBlocks } from './insertion.ts';
import type { OwnBlock } from './own-block.ts';

/** What is put in for a draft and what was written behind its name, and how that reads; undefined where it does not fit. */
export function offersFor(
  draft: NodeDraft,
  { search, parameters }: Query,
): { readonly draft: NodeDraft; readonly node: Node | undefined; readonly summary: string } | undefined {
  const named = draft.kind === 'activation' ? activationNamed(search) : [];
  const offered = withParameters(draft, [...named, ...parameters]);
  if (offered === undefined || !isNodeKind(offered.kind)) return undefined;
  const block = blocks[offered.kind];
  const node = block.create('new', offered as never);
  return { draft: offered, node, summary: block.summary(node) };
}

/** What is put in for an own block; numbers that were written behind its name set its knobs. */
export function loadOf(
  { name, definition, inNetwork, stored }: OwnBlock,
  present: readonly BlockDefinition[],
  parameters: Query['parameters'] = [],
): NewBlocks | undefined {
  const known = new Definitions(inNetwork === undefined ? (stored ?? [definition]) : present);
  const knobs = assignParameters(known.knobsOf(definition.id), parameters);
  if (knobs === undefined) return undefined;
  const drafts = [{ kind: 'custom', label: name, definition: definition.id, knobs }];
  return inNetwork === undefined
    ? { title: name, drafts, definitions: stored ?? [definition] }
    : { title: name, drafts };
}

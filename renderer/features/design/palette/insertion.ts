import {
  type Architecture,
  childLists,
  findNode,
  type Gap,
  gapBehind,
  isNodeKind,
  type Node,
  type NodeDraft,
  type NodeKind,
} from '../../../../core/model/index.ts';
import type { Canvas } from '../canvas/canvas.svelte.ts';
import type { DragLoad } from '../drag.svelte.ts';
import { nodeTitle, type TitleWords } from '../node-text.ts';
import { insertNew } from './own-block-edits.ts';

const toVector: ReadonlySet<NodeKind> = new Set(['flatten', 'globalAvgPool', 'globalMaxPool']);
/** Blocks that have their place in a classifier, behind what makes a vector. */
const ofVectors: ReadonlySet<NodeKind> = new Set(['dense', 'dropout']);

/**
 * Where a new block goes when nothing is selected: in front of what turns feature maps into scores for classes, or, where it belongs in there,
 * in front of its last layer. A network without such an end goes on at its end.
 */
export function gapOfNew(architecture: Architecture, kind: NodeKind): Gap {
  const { id, children } = architecture.root;
  const end = gapBehind(architecture, id);
  const last = children.at(-1);
  if (last?.kind !== 'dense' || last.units !== 'classes') return end;
  const start = children.findIndex((node) => toVector.has(node.kind));
  return { ...end, index: ofVectors.has(kind) || start < 0 ? children.length - 1 : start };
}

/** Blocks that are not in the network yet. */
export type NewBlocks = Omit<Extract<DragLoad, { kind: 'new' }>, 'kind'>;

/** Puts new blocks into a gap, or where a person would expect them: behind what is selected, or where `gapOfNew` says. */
export function insertLoad(canvas: Canvas, { drafts, definitions }: NewBlocks, gap?: Gap): void {
  canvas.edit((architecture) => insertNew(architecture, gap ?? placeOf(canvas, drafts), drafts, definitions));
}

/** The place that `insertLoad` chooses. */
export function placeOf(canvas: Canvas, drafts: readonly NodeDraft[]): Gap {
  const { selection, architecture } = canvas.editor;
  const kind = drafts[0]?.kind;
  return selection.length > 0 || !isNodeKind(kind) ? canvas.insertion : gapOfNew(architecture, kind);
}

interface PlaceWords {
  readonly atEnd: string;
  behind(title: string): string;
  infront(title: string): string;
  inside(title: string): string;
}

/** Says where a gap is: behind a block, in front of one, or in one that is empty. */
export function placeText(
  { root }: Architecture,
  { parent, list, index }: Gap,
  words: PlaceWords,
  titles: TitleWords,
): string {
  const owner = findNode(root, parent) ?? root;
  const siblings = childLists(owner)[list] ?? [];
  const [before, behind] = [siblings[index], siblings[index - 1]];
  if (owner === root && before === undefined) return words.atEnd;
  if (behind !== undefined) return words.behind(titleOf(behind, titles));
  return before === undefined ? words.inside(titleOf(owner, titles)) : words.infront(titleOf(before, titles));
}

function titleOf(node: Node, titles: TitleWords): string {
  return nodeTitle(node, titles, false);
}

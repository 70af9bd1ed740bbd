import {
  addBranch,
  blocks,
  childLists,
  consecutive,
  duplicateNodes,
  explodeNode,
  findNode,
  unwrapNode,
  wrapNodes,
  type Node,
  type WrapKind,
} from '../../../core/model/index.ts';
import { copyText } from '../../lib/ui/copy-text.ts';
import type { Canvas } from './canvas/canvas.svelte.ts';
import { libraryView } from '../library/library-view.svelte.ts';
import { shiftNodes, type Direction } from './canvas/shift.ts';
import type { DesignViewName } from './views/design-view.svelte.ts';

/** Something that can be done in the Design place: by key, from the tool bar, the context menu and the command palette. */
export interface DesignCommand {
  readonly id: CommandId;
  readonly group: CommandGroup;
  /** `Mod` is the command key of a Mac, Ctrl elsewhere. The first is shown. */
  readonly keys: readonly string[];
  /** Where the keys work: while the canvas has the focus, in the whole place except where a person writes, or everywhere. */
  readonly scope: 'canvas' | 'place' | 'everywhere';
  /** Left out where it can always be done. */
  readonly enabled?: (canvas: Canvas) => boolean;
  /** Undefined: the keys are heard elsewhere, and cannot be pressed for a person. */
  readonly run: ((canvas: Canvas) => void) | undefined;
}

export type CommandGroup = 'insert' | 'edit' | 'arrange' | 'select' | 'view' | 'network';

export type CommandId =
  | 'insert'
  | 'insertBefore'
  | 'addBranch'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'duplicate'
  | 'delete'
  | 'rename'
  | 'settings'
  | 'explode'
  | 'wrap'
  | 'wrapResidual'
  | 'wrapBranches'
  | 'wrapRepeat'
  | 'wrapSequence'
  | 'unwrap'
  | 'makeBlock'
  | 'moveUp'
  | 'moveDown'
  | 'moveLeft'
  | 'moveRight'
  | 'selectNext'
  | 'extend'
  | 'firstLast'
  | 'selectAll'
  | 'clear'
  | 'fold'
  | 'foldAll'
  | 'showTower'
  | 'showTable'
  | 'showCode'
  | 'picture'
  | 'library'
  | 'train';

const some = ({ editor }: Canvas): boolean => editor.selection.length > 0;
const one = (canvas: Canvas): Node | undefined => {
  const { selection, architecture } = canvas.editor;
  const [id] = selection;
  return id === undefined || selection.length > 1 ? undefined : findNode(architecture.root, id);
};
const isContainer = (node: Node | undefined): boolean =>
  node !== undefined && blocks[node.kind].category === 'container';

const move = (direction: Direction) => (canvas: Canvas) =>
  canvas.edit((architecture) =>
    shiftNodes(architecture, canvas.editor.selection, direction, (node) => !canvas.isFolded(node)),
  );

const wrap = (id: CommandId, kind: WrapKind): DesignCommand => ({
  id,
  group: 'arrange',
  keys: [],
  scope: 'canvas',
  enabled: ({ editor }) => consecutive(editor.architecture, editor.selection) !== undefined,
  run: (canvas) => canvas.edit((architecture) => wrapNodes(architecture, canvas.editor.selection, kind)),
});

const show = (id: CommandId, view: DesignViewName, keys: string): DesignCommand => ({
  id,
  group: 'view',
  keys: [keys],
  scope: 'everywhere',
  run: (canvas) => canvas.show(view),
});

/** The containers that blocks can be wrapped in. */
export const wrapCommands: readonly DesignCommand[] = [
  wrap('wrapResidual', 'residual'),
  wrap('wrapBranches', 'branches'),
  wrap('wrapRepeat', 'repeat'),
  wrap('wrapSequence', 'sequence'),
];

export const designCommands: readonly DesignCommand[] = [
  {
    id: 'insert',
    group: 'insert',
    keys: ['A', 'Insert', 'Mod+K'],
    scope: 'canvas',
    run: (canvas) => canvas.openPalette?.(undefined),
  },
  {
    id: 'insertBefore',
    group: 'insert',
    keys: ['Shift+A'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => {
      const first = canvas.visible.find(({ node }) => canvas.isSelected(node.id));
      canvas.openPalette?.(first?.gap);
    },
  },
  {
    id: 'addBranch',
    group: 'insert',
    keys: ['B'],
    scope: 'canvas',
    enabled: (canvas) => one(canvas)?.kind === 'branches',
    run: (canvas) => {
      const node = one(canvas);
      if (node !== undefined) canvas.edit((architecture) => addBranch(architecture, node.id, childLists(node).length));
    },
  },
  {
    id: 'undo',
    group: 'edit',
    keys: ['Mod+Z'],
    scope: 'place',
    enabled: ({ editor }) => editor.canUndo,
    run: (canvas) => canvas.undo(),
  },
  {
    id: 'redo',
    group: 'edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    scope: 'place',
    enabled: ({ editor }) => editor.canRedo,
    run: (canvas) => canvas.redo(),
  },
  {
    id: 'cut',
    group: 'edit',
    keys: ['Mod+X'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => {
      if (copyText(canvas.copied())) canvas.remove();
    },
  },
  {
    id: 'copy',
    group: 'edit',
    keys: ['Mod+C'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => copyText(canvas.copied()),
  },
  {
    id: 'paste',
    group: 'edit',
    keys: ['Mod+V'],
    scope: 'canvas',
    enabled: (canvas) => canvas.lastCopied !== '',
    run: (canvas) => canvas.paste(canvas.lastCopied),
  },
  {
    id: 'duplicate',
    group: 'edit',
    keys: ['Mod+D'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => canvas.edit((architecture) => duplicateNodes(architecture, canvas.editor.selection)),
  },
  {
    id: 'delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => canvas.remove(),
  },
  {
    id: 'rename',
    group: 'edit',
    keys: ['F2'],
    scope: 'canvas',
    enabled: (canvas) => one(canvas) !== undefined,
    run: (canvas) => (canvas.renaming = one(canvas)?.id),
  },
  {
    id: 'settings',
    group: 'edit',
    keys: ['Enter'],
    scope: 'canvas',
    enabled: some,
    run: (canvas) => void canvas.openSettings(),
  },
  {
    id: 'wrap',
    group: 'arrange',
    keys: ['W'],
    scope: 'canvas',
    enabled: ({ editor }) => consecutive(editor.architecture, editor.selection) !== undefined,
    run: (canvas) => (canvas.wrapping = true),
  },
  ...wrapCommands,
  {
    id: 'unwrap',
    group: 'arrange',
    keys: ['U'],
    scope: 'canvas',
    enabled: (canvas) => isContainer(one(canvas)),
    run: (canvas) => {
      const node = one(canvas);
      if (node !== undefined) canvas.edit((architecture) => unwrapNode(architecture, node.id));
    },
  },
  {
    id: 'makeBlock',
    group: 'arrange',
    keys: ['M'],
    scope: 'canvas',
    enabled: ({ editor }) => consecutive(editor.architecture, editor.selection) !== undefined,
    run: (canvas) => canvas.makeBlock?.(),
  },
  {
    id: 'explode',
    group: 'arrange',
    keys: ['E'],
    scope: 'canvas',
    enabled: (canvas) => {
      const node = one(canvas);
      return node !== undefined && (node.kind === 'repeat' || blocks[node.kind].category === 'composite');
    },
    run: (canvas) => {
      const node = one(canvas);
      if (node !== undefined) canvas.edit((architecture) => explodeNode(architecture, node.id));
    },
  },
  { id: 'moveUp', group: 'arrange', keys: ['Alt+ArrowUp'], scope: 'canvas', enabled: some, run: move('up') },
  { id: 'moveDown', group: 'arrange', keys: ['Alt+ArrowDown'], scope: 'canvas', enabled: some, run: move('down') },
  { id: 'moveLeft', group: 'arrange', keys: ['Alt+ArrowLeft'], scope: 'canvas', enabled: some, run: move('left') },
  { id: 'moveRight', group: 'arrange', keys: ['Alt+ArrowRight'], scope: 'canvas', enabled: some, run: move('right') },
  { id: 'selectNext', group: 'select', keys: ['ArrowUp', 'ArrowDown'], scope: 'canvas', run: undefined },
  { id: 'fold', group: 'select', keys: ['ArrowLeft', 'ArrowRight'], scope: 'canvas', run: undefined },
  { id: 'extend', group: 'select', keys: ['Shift+ArrowUp', 'Shift+ArrowDown'], scope: 'canvas', run: undefined },
  { id: 'firstLast', group: 'select', keys: ['Home', 'End'], scope: 'canvas', run: undefined },
  {
    id: 'selectAll',
    group: 'select',
    keys: ['Mod+A'],
    scope: 'canvas',
    run: (canvas) => canvas.editor.select(canvas.root.children.map(({ id }) => id)),
  },
  { id: 'clear', group: 'select', keys: ['Escape'], scope: 'canvas', enabled: some, run: (canvas) => canvas.clear() },
  { id: 'foldAll', group: 'view', keys: ['Shift+F'], scope: 'canvas', run: (canvas) => canvas.foldAll() },
  show('showTower', 'tower', 'Alt+1'),
  show('showTable', 'table', 'Alt+2'),
  show('showCode', 'code', 'Alt+3'),
  { id: 'picture', group: 'network', keys: [], scope: 'canvas', run: (canvas) => canvas.savePicture?.() },
  { id: 'library', group: 'network', keys: [], scope: 'canvas', run: () => (libraryView.open = true) },
  {
    id: 'train',
    group: 'network',
    keys: [],
    scope: 'canvas',
    enabled: ({ editor }) => editor.inference?.network !== undefined,
    run: (canvas) => canvas.train?.(),
  },
];

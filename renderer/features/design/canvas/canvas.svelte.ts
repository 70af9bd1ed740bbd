import { getContext, setContext, tick, untrack } from 'svelte';
import {
  addBranch,
  blocks,
  childLists,
  copyNodes,
  gapBehind,
  lintArchitecture,
  locate,
  moveNodes,
  nodesOf,
  pasteNodes,
  removeNodes,
  type Advice,
  type Architecture,
  type Edited,
  type Gap,
  type ModelFix,
  type Node,
  type NodeKind,
} from '../../../../core/model/index.ts';
import { i18n } from '../../../i18n/i18n.svelte.ts';
import { painted } from '../../../lib/ui/painted.ts';
import type { Editor } from '../../../state/editor.svelte.ts';
import type { DragLoad, DropPlace } from '../drag.svelte.ts';
import { mendEdit } from '../inspector/mend.ts';
import type { TitleWords } from '../node-text.ts';
import { insertNew } from '../palette/own-block-edits.ts';
import { DesignView, type DesignViewName } from '../views/design-view.svelte.ts';
import { noFolds, withFolds } from './folds.ts';
import { factsOf, largestSide, noFacts } from './facts.ts';
import type { NodeState } from './node-state.svelte.ts';
import { type GapMark, NodeStates } from './node-states.ts';
import { same, shareNodes } from './share.ts';
import { byId, rangeOf, visibleNodes, type VisibleNode } from './visible.ts';

/** Advice takes several times as long as an edit, so it waits for a pause, milliseconds. */
const adviceDelay = 250;

/** Blocks that are shown as one until a person unfolds them; Inception's branches are what it is about. */
const foldedAtFirst: ReadonlySet<NodeKind> = new Set(['cbapd', 'resnetBasic', 'resnetBottleneck', 'stage']);

/** The editor as the canvas shows it: what is folded, where the keyboard is, what is renamed. */
export class Canvas {
  readonly editor: Editor;
  #folds = $state.raw(noFolds);
  #shared: Architecture['root'] | undefined;
  #facts = noFacts;
  /** The edited tree; what an edit leaves as it was stays the same object. */
  readonly root = $derived.by(() => (this.#shared = shareNodes(this.#shared, this.editor.architecture.root)));
  readonly #states = new NodeStates();
  /** Of the edited network. Not derived from it: every block's title would be looked at again at every edit. */
  #definitions = $state.raw<Architecture['definitions']>([]);
  /** What the network's blocks are called by. */
  readonly titleWords: TitleWords = $derived({ kinds: i18n.t.design.kinds, definitions: this.#definitions });
  /** Side of the largest feature map, to which all are drawn. */
  side = $state(1);
  readonly visible = $derived.by(() => visibleNodes(this.root, (node) => this.isFolded(node)));
  readonly #visibleById = $derived.by(() => byId(this.visible));
  #focused = $state<string | undefined>();
  /** The node that the Tab key leads to. */
  readonly cursor = $derived.by(() => this.#cursor());
  /** The node whose name is being written. */
  renaming = $state<string | undefined>();
  /** Where a range that is selected with the Shift key begins. */
  #anchor: string | undefined;
  /** Which view of the network is shown. */
  readonly view = new DesignView();
  /** What has the keys of the view that is shown. */
  #main: HTMLElement | undefined;
  /** Whether the view that comes next takes the focus. */
  #awaited = false;
  /** The tree on the screen, while it is shown. */
  element: HTMLElement | undefined;
  /** Offers what can be put into a gap, and all commands; without a gap, behind what is selected. */
  openPalette: ((gap: Gap | undefined) => void) | undefined = $state.raw();
  /** Makes an own block of what is selected. */
  makeBlock: (() => void) | undefined;
  /** Asks how a picture of the network is to look, and saves it. */
  savePicture: (() => void) | undefined;
  /** Goes to Train with the network. */
  train: (() => void) | undefined;
  /** The settings on the screen, while they are shown. */
  settings = $state.raw<HTMLElement | undefined>();
  /** What an expert would point out; it comes a moment after an edit. */
  advice = $state.raw<readonly Advice[]>([]);
  /** Whether the choice of a block to wrap in is open. */
  wrapping = $state(false);
  /** Text of the blocks that were copied or cut last. */
  lastCopied = $state.raw('');

  /** To be made where a component is set up: it lives as long. */
  constructor(editor: Editor) {
    this.editor = editor;
    $effect.pre(() => {
      const { definitions } = editor.architecture;
      if (
        !same(
          untrack(() => this.#definitions),
          definitions,
        )
      )
        this.#definitions = definitions;
    });
    $effect.pre(() => {
      this.#facts = factsOf(this.#facts, editor.inference?.nodes ?? []);
      this.#states.setFacts(this.#facts);
      this.side = largestSide([editor.target?.input, ...[...this.#facts.values()].map(({ output }) => output)]);
    });
    $effect.pre(() => this.#states.setNeighbours(this.root));
    $effect.pre(() => this.#states.setInsertion(this.#markOf(this.insertion)));
    $effect.pre(() => this.#states.setSelected(editor.selection));
    $effect.pre(() => this.#states.setAdvice(this.advice));
    // Chromium lays everything out when the Tab key's place in a focused element changes: not before all else has.
    $effect(() => {
      const { cursor } = this;
      void painted().then(() => this.#states.setCurrent(cursor));
    });
  }

  /** What is drawn of a node besides itself. */
  stateOf(id: string): NodeState {
    return this.#states.of(id);
  }

  /** Where something is put when no other place is chosen: into what is selected where that is empty, else behind it, else at the end. */
  readonly insertion: Gap = $derived.by(() => {
    const { selection, architecture } = this.editor;
    const last = this.visible.filter(({ node }) => selection.includes(node.id)).at(-1)?.node;
    if (last === undefined) return gapBehind(architecture, architecture.root.id);
    const list = childLists(last).findIndex(({ length }) => length === 0);
    return list >= 0 && !this.isFolded(last) ? { parent: last.id, list, index: 0 } : gapBehind(architecture, last.id);
  });

  isSelected(id: string): boolean {
    return this.editor.selection.includes(id);
  }

  isFolded(node: Node): boolean {
    return canFold(node) && (this.#folds.get(node.id) ?? foldedAtFirst.has(node.kind));
  }

  fold(id: string, folded: boolean): void {
    this.#foldEach([id], folded);
  }

  #foldEach(ids: readonly string[], folded: boolean): void {
    this.#folds = withFolds(this.#folds, ids, folded);
  }

  /** Folds every block that can be, or unfolds all containers when all that can be are folded. */
  foldAll(): void {
    const folding = this.visible.some(({ node }) => canFold(node) && !this.isFolded(node));
    const nodes = nodesOf(this.root)
      .slice(1)
      .filter((node) => folding || blocks[node.kind].category === 'container');
    this.#foldEach(
      nodes.filter(canFold).map(({ id }) => id),
      folding,
    );
  }

  find(id: string): VisibleNode | undefined {
    return this.#visibleById.get(id);
  }

  /** Selects a node alone, adds it or takes it out, or selects all from the one before to this one. */
  choose(id: string, how: 'only' | 'toggle' | 'range' = 'only'): void {
    const { selection } = this.editor;
    if (how === 'range' && this.#anchor !== undefined) {
      this.editor.select(rangeOf(this.visible, this.#anchor, id));
      return;
    }
    this.#anchor = id;
    this.#focused = id;
    if (how !== 'toggle') this.editor.select([id]);
    else if (selection.includes(id)) this.editor.select(selection.filter((other) => other !== id));
    else this.editor.select([...selection, id]);
  }

  clear(): void {
    this.#focused = this.cursor;
    this.editor.select([]);
  }

  /** Makes an edit, and keeps the keyboard where the eyes are. */
  edit(edit: (architecture: Architecture) => Edited | undefined): void {
    const refusal = { ok: false, error: [] } as const;
    if (this.editor.perform((architecture) => edit(architecture) ?? refusal)) void this.follow();
  }

  /** Puts the blocks of a text where something is put. */
  paste(text: string): void {
    this.edit((architecture) => pasteNodes(architecture, this.insertion, text));
  }

  /** Makes the edit that a drag ends with. */
  drop(load: DragLoad, place: DropPlace, copy: boolean): void {
    this.edit((architecture) => {
      if (place.kind === 'gap') return this.#put(architecture, load, place.gap, copy);
      const widened = addBranch(architecture, place.parent, place.index);
      const gap = { parent: place.parent, list: place.index, index: 0 };
      return widened.ok ? this.#put(widened.value.architecture, load, gap, copy) : widened;
    });
  }

  #put(architecture: Architecture, load: DragLoad, gap: Gap, copy: boolean): Edited | undefined {
    if (load.kind === 'new') return insertNew(architecture, gap, load.drafts, load.definitions);
    if (copy) return pasteNodes(architecture, gap, copyNodes(architecture, load.ids));
    const moved = moveNodes(architecture, load.ids, gap);
    return moved.ok && same(moved.value.architecture, architecture) ? undefined : moved;
  }

  remove(): void {
    this.edit((architecture) => removeNodes(architecture, this.editor.selection));
  }

  undo(): void {
    this.editor.undo();
    void this.follow();
  }

  redo(): void {
    this.editor.redo();
    void this.follow();
  }

  /** The selected blocks as text for the clipboard, which is kept as well: a command cannot read the clipboard. */
  copied(): string {
    this.lastCopied = copyNodes(this.editor.architecture, this.editor.selection);
    return this.lastCopied;
  }

  /** Shows what is selected, and gives it the focus where the canvas has it or nothing has: once it is on the screen, since a focus lays everything out. */
  async follow(): Promise<void> {
    this.#anchor = this.editor.selection.at(-1);
    for (const id of this.editor.selection) this.#reveal(id);
    this.#holdFocus();
    await painted();
    const active = document.activeElement;
    const here = active === null || active === document.body || this.element?.contains(active) === true;
    if (here) this.focus();
    else this.#elementOf(this.cursor)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Takes the focus from a node that the edit takes away or elsewhere: the browser makes more of a focused element that vanishes than of a focus that moves. */
  #holdFocus(): void {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || this.element?.contains(active) !== true) return;
    const id = active.dataset['node'];
    if (id === undefined) return;
    const shown = this.find(id);
    const before = shown && childLists(shown.parent)[shown.gap.list]?.[shown.gap.index - 1];
    // Its state is still that of before the edit.
    const stays = shown !== undefined && before?.id === this.stateOf(id).before?.id;
    if (!stays) this.element.focus({ preventScroll: true });
  }

  /** Shows another view; the keyboard goes along where it was in the one before, or nowhere. */
  show(name: DesignViewName): void {
    const active = document.activeElement;
    this.#awaited = name !== this.view.name && (active === document.body || this.#main?.contains(active) === true);
    this.view.show(name);
  }

  /** To be attached to the element that has the keys of a view. */
  readonly main = (element: HTMLElement): (() => void) => {
    this.#main = element;
    if (this.#awaited) this.focus();
    this.#awaited = false;
    return () => {
      if (this.#main === element) this.#main = undefined;
    };
  };

  focus(): void {
    const element = this.#elementOf(this.cursor) ?? this.#main;
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Goes to the settings of what is selected. They follow the selection a frame later. */
  async openSettings(): Promise<void> {
    await painted();
    await tick();
    const controls =
      this.settings?.querySelectorAll<HTMLElement>(
        '[data-settings] :is(input, button, [tabindex="0"]):not([data-reset])',
      ) ?? [];
    [...controls].find((control) => control.offsetParent !== null)?.focus();
  }

  /** Makes the edits that mend something, and selects what they were about. */
  mend(fixes: readonly ModelFix[]): void {
    this.edit(mendEdit(fixes));
  }

  /** Looks for advice again. */
  async advise(): Promise<void> {
    const { architecture, target } = this.editor;
    await new Promise((resolve) => setTimeout(resolve, adviceDelay));
    if (architecture !== this.editor.architecture || target !== this.editor.target) return;
    this.advice = target === undefined ? [] : lintArchitecture(architecture, target);
  }

  /** Told by the tree that a node has the focus. */
  focused(id: string): void {
    this.#focused = id;
  }

  #elementOf(id: string | undefined): HTMLElement | undefined {
    if (id === undefined) return undefined;
    return this.element?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? undefined;
  }

  #markOf({ parent, list, index }: Gap): GapMark {
    const owner = this.find(parent)?.node ?? this.root;
    const after = childLists(owner)[list]?.[index];
    return after === undefined ? { owner: owner.id, list } : { before: after.id };
  }

  #reveal(id: string): void {
    if (this.find(id) !== undefined) return;
    for (let at = locate(this.root, id); at !== undefined; at = locate(this.root, at.parent.id))
      if (this.isFolded(at.parent)) this.fold(at.parent.id, false);
  }

  #cursor(): string | undefined {
    const wanted = this.editor.selection.at(-1) ?? this.#focused;
    if (wanted === undefined) return this.visible[0]?.node.id;
    for (let id: string | undefined = wanted; id !== undefined; id = locate(this.root, id)?.parent.id)
      if (this.find(id) !== undefined) return id;
    return this.visible[0]?.node.id;
  }
}

/** Whether there is something inside to hide: other nodes, or what a block stands for. */
export function canFold(node: Node): boolean {
  return blocks[node.kind].category !== 'layer';
}

const key = Symbol('canvas');

export function provideCanvas(canvas: Canvas): void {
  setContext(key, canvas);
}

export function getCanvas(): Canvas {
  return getContext<Canvas>(key);
}

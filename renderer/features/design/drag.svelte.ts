import { getContext, setContext } from 'svelte';
import type { BlockDefinition, Gap, NodeDraft } from '../../../core/model/index.ts';

/** What is dragged: blocks to be made, or blocks of the network. */
export type DragLoad =
  | {
      readonly kind: 'new';
      readonly title: string;
      readonly drafts: readonly NodeDraft[];
      /** Own blocks that the drafts are instances of, and those that these use, which come first. */
      readonly definitions?: readonly BlockDefinition[];
    }
  | { readonly kind: 'move'; readonly ids: readonly string[] };

/** Where a load can be dropped: into a gap, or as a branch of its own in front of the branch `index` of `parent`. */
export type DropPlace =
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'branch'; readonly parent: string; readonly index: number };

/** What a drag ends on. There is one, the canvas, which scrolls while a drag is near its upper or lower edge. */
export interface DropSurface {
  readonly element: HTMLElement;
  /** The place for a drop at a point of the window; undefined where none is possible. */
  placeAt(x: number, y: number, load: DragLoad): DropPlace | undefined;
  drop(load: DragLoad, place: DropPlace, copy: boolean): void;
}

/** Pixels that a press may move before it is a drag. */
const threshold = 5;
/** Height of the strips at the canvas's edges in which a drag scrolls it, pixels, and the most that it scrolls in a second. */
const scrollStrip = 56;
const scrollSpeed = 900;

/** Drags blocks with the pointer, from wherever a block is shown, onto the canvas. */
export class BlockDrag {
  /** Undefined while nothing is dragged; a press that has not moved yet drags nothing. */
  load = $state.raw<DragLoad | undefined>();
  place = $state.raw<DropPlace | undefined>();
  /** Whether a drop leaves the dragged blocks where they are and adds copies. */
  copying = $state(false);
  position = $state.raw({ x: 0, y: 0 });
  readonly gap = $derived(this.place?.kind === 'gap' ? this.place.gap : undefined);
  /** Set by the canvas while it is shown. */
  surface: DropSurface | undefined;
  #end: AbortController | undefined;

  /** Makes a press with the main button a drag as soon as it moves far enough. Call it from `pointerdown`. */
  begin(event: PointerEvent, load: DragLoad): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    this.cancel();
    const end = new AbortController();
    const { signal } = end;
    const listening = { signal, capture: true };
    this.#end = end;
    const start = { x: event.clientX, y: event.clientY };
    const { pointerId } = event;
    window.addEventListener(
      'pointermove',
      (moved) => {
        if (moved.pointerId !== pointerId) return;
        const far = Math.hypot(moved.clientX - start.x, moved.clientY - start.y) >= threshold;
        if (this.load === undefined && !far) return;
        if (this.load === undefined) this.#start(load, signal);
        this.#follow(moved);
      },
      listening,
    );
    window.addEventListener('pointerup', (up) => up.pointerId === pointerId && this.#drop(up), listening);
    window.addEventListener('pointercancel', () => this.cancel(), listening);
    window.addEventListener('blur', () => this.cancel(), { signal });
    window.addEventListener('keydown', (key) => this.#key(key), listening);
    window.addEventListener('keyup', (key) => this.#key(key), listening);
  }

  /** Ends a drag without dropping anything. */
  cancel(): void {
    this.#end?.abort();
    this.#end = undefined;
    this.load = undefined;
    this.place = undefined;
    document.documentElement.classList.remove('dragging');
  }

  #start(load: DragLoad, signal: AbortSignal): void {
    this.load = load;
    document.documentElement.classList.add('dragging');
    getSelection()?.removeAllRanges();
    let last = performance.now();
    const frame = (now: number): void => {
      if (signal.aborted) return;
      this.#scroll((now - last) / 1000);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #follow(event: PointerEvent): void {
    this.copying = wantsCopy(event);
    this.position = { x: event.clientX, y: event.clientY };
    this.#locate();
  }

  #locate(): void {
    const { x, y } = this.position;
    const place = this.load === undefined ? undefined : this.surface?.placeAt(x, y, this.load);
    if (JSON.stringify(place) !== JSON.stringify(this.place)) this.place = place;
  }

  #key(event: KeyboardEvent): void {
    if (this.load === undefined) return;
    this.copying = wantsCopy(event);
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'keydown' && event.key === 'Escape') this.cancel();
  }

  #drop(event: PointerEvent): void {
    const { load } = this;
    if (load !== undefined) {
      this.#follow(event);
      swallowClick();
    }
    const { place, copying, surface } = this;
    this.cancel();
    if (load !== undefined && place !== undefined) surface?.drop(load, place, copying);
  }

  #scroll(seconds: number): void {
    const element = this.surface?.element;
    if (element === undefined) return;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const { x, y } = this.position;
    if (x < left || x > right) return;
    const push = y < top + scrollStrip ? (y - top) / scrollStrip - 1 : Math.max(0, 1 - (bottom - y) / scrollStrip);
    if (push === 0) return;
    const before = element.scrollTop;
    element.scrollTop += Math.max(-1, Math.min(1, push)) * scrollSpeed * seconds;
    if (element.scrollTop !== before) this.#locate();
  }
}

/** The browser makes a click of the press and release of a drag; it is not meant for what happens to be under the pointer. */
function swallowClick(): void {
  const stop = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }));
}

function wantsCopy(event: PointerEvent | KeyboardEvent): boolean {
  return event.altKey || event.ctrlKey || event.metaKey;
}

const key = Symbol('drag');

export function provideDrag(drag: BlockDrag): void {
  setContext(key, drag);
}

/** To let a block be dragged from where it is shown, call `begin` in its `pointerdown`. */
export function getDrag(): BlockDrag {
  return getContext<BlockDrag>(key);
}

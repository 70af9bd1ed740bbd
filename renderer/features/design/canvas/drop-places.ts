import type { DropPlace } from '../drag.svelte.ts';

/** A list of nodes on the screen, with its gaps in order. */
interface ShownList {
  readonly element: HTMLElement;
  readonly parent: string;
  readonly list: number;
}

/**
 * Where something dropped at a point of the window goes: the gap of the innermost list there that is nearest. Undefined outside of the tree's
 * canvas and inside of a block that is itself dragged.
 */
export function dropPlaceAt(
  canvas: HTMLElement,
  root: string,
  x: number,
  y: number,
  dragged: ReadonlySet<string>,
): DropPlace | undefined {
  const hit = document.elementFromPoint(x, y);
  if (hit === null || !canvas.contains(hit)) return undefined;
  for (let node = nodeAround(hit); node !== null; node = nodeAround(node.parentElement)) {
    const inside = hit.closest('[data-body]');
    if (dragged.has(node.dataset['node'] ?? '') && inside !== null && node.contains(inside)) return undefined;
  }
  const edge = hit.closest<HTMLElement>('[data-edge]');
  if (edge !== null)
    return { kind: 'branch', parent: edge.dataset['owner'] ?? '', index: Number(edge.dataset['edge']) };
  const list = listAt(canvas, hit, root, x);
  return list === undefined
    ? undefined
    : { kind: 'gap', gap: { parent: list.parent, list: list.list, index: nearestGap(list.element, y) } };
}

/** The folded node under a point, which a drag that rests there unfolds. */
export function nodeUnder(x: number, y: number): string | undefined {
  return nodeAround(document.elementFromPoint(x, y))?.dataset['node'];
}

function nodeAround(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-node]') ?? null;
}

/** The innermost list, or in a frame beside its lists the one that is nearest; else the tower itself. */
function listAt(canvas: HTMLElement, hit: Element, root: string, x: number): ShownList | undefined {
  const around = hit.closest<HTMLElement>('[data-list], [data-body]');
  const owner = around?.dataset['body'];
  if (around !== null && owner === undefined) return shownList(around);
  const lists = listsOf(canvas, owner ?? root);
  if (lists.length === 0) {
    // The inside of a block that cannot be edited: beside it.
    const outer = around?.parentElement?.closest<HTMLElement>('[data-list]');
    return outer === null || outer === undefined ? undefined : shownList(outer);
  }
  const distance = ({ element }: ShownList): number => {
    const { left, right } = element.getBoundingClientRect();
    return Math.max(left - x, x - right, 0);
  };
  return lists.reduce((best, list) => (distance(list) < distance(best) ? list : best));
}

function listsOf(canvas: HTMLElement, owner: string): readonly ShownList[] {
  return [...canvas.querySelectorAll<HTMLElement>(`[data-list][data-owner="${CSS.escape(owner)}"]`)].map(shownList);
}

function shownList(element: HTMLElement): ShownList {
  return { element, parent: element.dataset['owner'] ?? '', list: Number(element.dataset['list']) };
}

function nearestGap(list: HTMLElement, y: number): number {
  let best = 0;
  let least = Infinity;
  for (const [index, gap] of list.querySelectorAll(':scope > [data-gap]').entries()) {
    const { top, bottom } = gap.getBoundingClientRect();
    const distance = Math.max(top - y, y - bottom, 0);
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

import { childLists } from '../../../../core/model/index.ts';
import { canFold, type Canvas } from './canvas.svelte.ts';
import { besides } from './visible.ts';

/**
 * Moves the selection through the tree as the arrow keys do: up and down through what can be seen; right unfolds, goes into a block, or to the
 * branch beside; left folds, goes to the branch beside, or out of a block.
 * @param extend with the Shift key: all from where it began to the node that is reached, as long as they are in one list
 * @returns whether the key means anything
 */
export function navigate(canvas: Canvas, key: string, extend: boolean): boolean {
  const { visible, cursor } = canvas;
  const here = visible.findIndex(({ node }) => node.id === cursor);
  const at = visible[here];
  const go = (id: string | undefined): void => {
    if (id === undefined) return;
    canvas.choose(id, extend ? 'range' : 'only');
    canvas.focus();
  };
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const step = key === 'ArrowUp' ? -1 : 1;
      if (canvas.editor.selection.length === 0) go(cursor);
      else if (extend) go(at && (childLists(at.parent)[at.gap.list] ?? [])[at.gap.index + step]?.id);
      else go(visible[here + step]?.node.id);
      return true;
    }
    case 'Home':
      go(visible[0]?.node.id);
      return true;
    case 'End':
      go(visible.at(-1)?.node.id);
      return true;
    case 'ArrowRight':
      if (at === undefined) return true;
      if (canvas.isFolded(at.node)) canvas.fold(at.node.id, false);
      else go(childLists(at.node).flat()[0]?.id ?? besides(at, 1)?.id);
      return true;
    case 'ArrowLeft':
      if (at === undefined) return true;
      if (canFold(at.node) && !canvas.isFolded(at.node)) canvas.fold(at.node.id, true);
      else go(besides(at, -1)?.id ?? (at.level > 1 ? at.parent.id : undefined));
      return true;
    default:
      return false;
  }
}

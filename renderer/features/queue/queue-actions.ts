import { i18n } from '../../i18n/i18n.svelte.ts';
import type { App } from '../../state/app.ts';
import { attempt } from '../runs/run-actions.ts';

/** Takes runs out of the queue, and offers to take that back. Returns whether it was done. */
export async function removeFromQueue(app: App, ids: readonly string[]): Promise<boolean> {
  if (!(await attempt(app, () => app.queue.remove(ids)))) return false;
  app.toasts.show({
    tone: 'neutral',
    title: i18n.t.queue.removed(ids.length, i18n.format.integer(ids.length)),
    action: { label: i18n.t.runs.undo, run: () => void attempt(app, () => app.queue.putBack(ids)) },
  });
  return true;
}

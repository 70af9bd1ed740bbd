import { toProblem } from '../../../core/protocol/problems.ts';
import type { RunChanges } from '../../../core/protocol/runs.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import type { App } from '../../state/app.ts';

/** Does what a person asked for; if it fails, they are told why. Returns whether it was done. */
export async function attempt(app: Pick<App, 'toasts'>, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    app.toasts.show({ tone: 'bad', title: i18n.t.runs.failed, detail: i18n.problem(toProblem(error)) });
    return false;
  }
}

/** Deletes runs, and offers to take that back. */
export async function removeRuns(app: App, ids: readonly string[]): Promise<boolean> {
  const { session } = app;
  return attemptWithUndo(app, ids, i18n.t.runs.removed, {
    work: () => session.remove(ids),
    undo: () => session.recover(ids),
  });
}

/** Archives runs, and offers to take that back. */
export async function archiveRuns(app: App, ids: readonly string[]): Promise<boolean> {
  const { session } = app;
  return attemptWithUndo(app, ids, i18n.t.runs.archivedNow, {
    work: () => session.change(ids, { archived: true }),
    undo: () => session.change(ids, { archived: false }),
  });
}

export async function changeRuns(app: App, ids: readonly string[], changes: RunChanges): Promise<boolean> {
  return attempt(app, () => app.session.change(ids, changes));
}

async function attemptWithUndo(
  app: App,
  ids: readonly string[],
  title: (count: number, shown: string) => string,
  { work, undo }: { work: () => Promise<void>; undo: () => Promise<void> },
): Promise<boolean> {
  if (!(await attempt(app, work))) return false;
  app.toasts.show({
    tone: 'neutral',
    title: title(ids.length, i18n.format.integer(ids.length)),
    action: { label: i18n.t.runs.undo, run: () => void attempt(app, undo) },
  });
  return true;
}

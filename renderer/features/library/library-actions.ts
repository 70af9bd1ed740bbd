import { BlockyardError, toProblem } from '../../../core/protocol/problems.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import type { App } from '../../state/app.ts';

/** Larger than any document that is read, even if each of its letters takes four bytes. */
const largestFile = 40_000_000;

/** Does what a person asked for; if it fails, they are told why. Returns whether it was done. */
export async function attempt(app: Pick<App, 'toasts'>, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    app.toasts.show({ tone: 'bad', title: i18n.t.library.failed, detail: i18n.problem(toProblem(error)) });
    return false;
  }
}

/** Enters a file of a person's as a network and opens it. One that is not a network changes nothing, and they are told where it is wrong. */
export async function importFile({ networks, toasts }: App, file: File): Promise<boolean> {
  const words = i18n.t.library;
  const refuse = (detail: string): false => {
    toasts.show({ tone: 'bad', title: words.cannotImport(file.name), detail });
    return false;
  };
  try {
    const imported = await networks.importText(await readText(file));
    if (!imported.ok) {
      const [problem] = imported.error;
      if (problem === undefined) return refuse('');
      const text = i18n.modelProblem(problem);
      return refuse(problem.path === '' ? text : words.atPath(problem.path, text));
    }
    toasts.show({ tone: 'good', title: words.imported(imported.value) });
    return true;
  } catch (error) {
    return refuse(i18n.problem(toProblem(error)));
  }
}

/** Asks where to, writes the file, and says that it is there. */
export async function exportFile(app: App, name: string, save: () => Promise<string | null>): Promise<void> {
  await attempt(app, async () => {
    const path = await save();
    if (path !== null) app.toasts.show({ tone: 'good', title: i18n.t.library.exported(name), detail: path });
  });
}

/** Deletes a network, and offers to take that back. */
export async function removeNetwork(app: App, id: string, name: string): Promise<void> {
  const { networks, toasts } = app;
  const words = i18n.t.library;
  const wasOpen = networks.current === id;
  const recover = (): void => {
    void attempt(app, async () => {
      await networks.recover(id);
      if (wasOpen) await networks.open(id);
    });
  };
  if (await attempt(app, () => networks.remove(id)))
    toasts.show({ tone: 'neutral', title: words.removed(name), action: { label: words.undo, run: recover } });
}

async function readText(file: File): Promise<string> {
  const unreadable = (detail: string): BlockyardError =>
    new BlockyardError('unreadable-file', { file: file.name, detail });
  if (file.size > largestFile) throw unreadable(i18n.t.library.tooLarge);
  try {
    return await file.text();
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message.replace(/\.$/u, '') : String(error));
  }
}

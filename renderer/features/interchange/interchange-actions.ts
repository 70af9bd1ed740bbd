import type { RunExportFormat } from '../../../core/protocol/interchange.ts';
import { toProblem } from '../../../core/protocol/problems.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import type { App } from '../../state/app.ts';

/** Writes runs where the person wants them, and says where they are or why not. */
export async function exportRuns({ api, toasts }: App, ids: readonly string[], format: RunExportFormat): Promise<void> {
  const words = i18n.t.interchange;
  try {
    const written = await api.request('runs.export', { ids: [...ids], format });
    if (written === null) return;
    toasts.show({
      tone: 'good',
      title: words.exported,
      detail: `${written.place} (${i18n.format.bytes(written.bytes)})`,
    });
  } catch (error) {
    toasts.show({ tone: 'bad', title: words.exportFailed, detail: i18n.problem(toProblem(error)) });
  }
}

/** Enters a run from a bundle that the person chooses, and shows it. */
export async function importRun({ api, toasts, session, router }: App): Promise<void> {
  const words = i18n.t.interchange;
  try {
    const imported = await api.request('runs.import');
    if (imported === null) return;
    const { summary, data } = imported;
    session.take([summary]);
    router.go('runs', summary.id);
    toasts.show({ tone: 'good', title: words.imported(summary.name), detail: words.data[data] });
  } catch (error) {
    toasts.show({ tone: 'bad', title: words.importFailed, detail: i18n.problem(toProblem(error)) });
  }
}

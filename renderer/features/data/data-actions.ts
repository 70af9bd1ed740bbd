import type { DataJob } from '../../../core/protocol/data-job.ts';
import { toProblem } from '../../../core/protocol/problems.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import type { App } from '../../state/app.ts';
import { dataView } from './data-view.svelte.ts';

/** Does what a person asked for; if it fails, they are told why. Returns whether it was done. */
export async function attempt({ toasts }: Pick<App, 'toasts'>, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toasts.show({ tone: 'bad', title: i18n.t.data.failed, detail: i18n.problem(toProblem(error)) });
    return false;
  }
}

/** Removes a dataset, and offers to take that back. */
export async function removeDataset(app: App, name: string, title: string): Promise<void> {
  const { datasets, toasts, router } = app;
  const words = i18n.t.data;
  const recover = (): void => {
    void attempt(app, async () => {
      await datasets.recover(name);
      toasts.show({ tone: 'good', title: words.recovered(title) });
      router.go('data', name);
    });
  };
  if (!(await attempt(app, () => datasets.remove(name)))) return;
  toasts.show({
    tone: 'neutral',
    title: words.removed(title),
    detail: words.removedDetail,
    action: { label: words.undo, run: recover },
  });
}

/** Chooses a dataset for the next training and goes there. */
export function trainOn({ experiment, router, session }: App, name: string, setUp: () => void): void {
  const { validation } = experiment.data;
  const dataset = session.datasets?.find((known) => known.name === name);
  const untested = dataset?.testSize === 0 && validation.kind === 'test';
  experiment.data = {
    dataset: name,
    validation: untested ? { kind: 'split', fraction: 0.1 } : validation,
  };
  setUp();
  router.go('train');
}

/** Tells how a job has ended. */
export function announceJob(app: App, job: DataJob): void {
  const { datasets, toasts, router } = app;
  const { jobs: words } = i18n.t.data;
  const { kind, title, name, folder, state, problem } = job;
  if (state === 'cancelled') {
    const goOn = (): void => {
      if (name !== undefined) void attempt(app, () => datasets.download(name));
    };
    const action = kind === 'download' ? { action: { label: words.goOn, run: goOn } } : {};
    toasts.show({ tone: 'neutral', title: words.cancelled[kind](title), ...action });
  } else if (state === 'failed') {
    toasts.show({
      tone: 'bad',
      title: words.failed[kind](title),
      detail: problem === undefined ? undefined : i18n.problem(problem),
    });
  } else if (kind === 'export') toasts.show({ tone: 'good', title: words.exported(title), detail: folder });
  else {
    const open = (): void => {
      if (name === undefined) return;
      dataView.tab = 'report';
      router.go('data', name);
    };
    toasts.show({ tone: 'good', title: words.imported(title), action: { label: words.open, run: open } });
  }
}

import type { QueueMove } from '../protocol/run-queue.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
import { describeProblem } from '../protocol/problems.ts';
import type { Runner } from '../runner/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatNumberOf, formatPercent } from './format.ts';
import { formatTable, print, printJson, tell } from './output.ts';
import { summaryDocument } from './run-document.ts';
import { endingSignals } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import { specOf } from './train-spec.ts';
import { withRunner } from './with-runner.ts';

export interface AddOptions extends TrainOptions {
  readonly priority?: number;
}

export async function listQueue(json: boolean): Promise<void> {
  await withRunner((runner) => {
    tellQueue(runner, json);
  });
}

/** @throws BlockyardError as `train` does before it begins */
export async function addToQueue(source: string, { priority, ...options }: AddOptions, json: boolean): Promise<void> {
  const spec = await specOf(source, options);
  await withRunner((runner) => {
    const runs = runner.enqueue([spec], { ...(priority !== undefined && { priority }) });
    if (json) printJson(runs.map(summaryDocument));
    else print(runs.map(({ id, name }) => `${name} waits as ${id}. ${hintOf(runner)}`.trim()).join('\n'));
  });
}

/** @throws BlockyardError unknown-run, run-not-waiting */
export async function moveInQueue(id: string, to: QueueMove, json: boolean): Promise<void> {
  await withRunner((runner) => {
    runner.queue.move(id, to);
    tellQueue(runner, json);
  });
}

/** @throws BlockyardError unknown-run, run-not-waiting */
export async function removeFromQueue(ids: readonly string[], json: boolean): Promise<void> {
  await withRunner((runner) => {
    const runs = runner.queue.remove(ids);
    if (json) printJson(runs.map(summaryDocument));
    else print(`Took ${formatNumberOf(runs.length, 'run')} out of the queue.`);
  });
}

export async function setQueue(
  changes: { readonly paused?: boolean; readonly cpuRuns?: number },
  json: boolean,
): Promise<void> {
  await withRunner((runner) => {
    runner.queue.set(changes);
    tellQueue(runner, json);
  });
}

/**
 * Trains what waits, here, until nothing does. Ctrl-C stops what trains after the step in progress; what waits goes on waiting.
 * @returns 1 if one of the runs failed, 130 if it was ended before the queue was
 */
export async function runQueue(json: boolean): Promise<ExitCode> {
  let asked = false;
  const stop = (): void => {
    asked = true;
  };
  for (const signal of endingSignals) process.on(signal, stop);
  try {
    // Before it is served: what comes first is taken at once.
    const known = await withRunner((runner) => new Set(runner.queue.list().map(({ id }) => id)));
    return await withRunner(
      async (runner) => {
        if (runner.queue.state().paused) tell('The queue is paused. Nothing starts until: blockyard queue resume');
        const unsubscribe = runner.subscribe((notice) => {
          if (notice.name !== 'run.changed') return;
          if (notice.payload.status === 'queued') known.add(notice.payload.id);
        });
        const told = new Map<string, string>();
        for (;;) {
          for (const id of known) tellStatus(runner.get(id).summary, told);
          const waits = runner.queue.list().length > 0;
          if (asked || (!waits && runner.training === 0)) break;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        unsubscribe();
        if (asked) tell('Stopping after this step; the weights are kept, and what waits goes on waiting.');
        await runner.close();
        const runs = [...known].map((id) => runner.get(id).summary);
        if (json) printJson(runs.map(summaryDocument));
        else print(`Trained ${formatNumberOf(runs.filter(({ status }) => status === 'completed').length, 'run')}.`);
        if (asked) return exitCodes.interrupted;
        return runs.some(({ status }) => status === 'failed') ? exitCodes.failed : exitCodes.done;
      },
      { servesQueue: true },
    );
  } finally {
    for (const signal of endingSignals) process.off(signal, stop);
  }
}

/** A line when a run begins to train and when it ends. */
function tellStatus(run: RunSummary, told: Map<string, string>): void {
  const status = run.status === 'starting' ? 'queued' : run.status;
  if (told.get(run.id) === status) return;
  told.set(run.id, status);
  if (status === 'running') tell(`${run.name} (${run.id}): training`);
  if (isActive(run.status)) return;
  const best = run.bestEpoch === undefined ? '' : `, best accuracy ${formatPercent(run.bestEpoch.valAccuracy)}`;
  const problem = run.problem === undefined ? '' : `. ${describeProblem(run.problem).trim()}`;
  tell(`${run.name} (${run.id}): ${status}${best}${problem}`);
}

const columns = [
  { title: '', align: 'right' },
  { title: 'Id' },
  { title: 'Name' },
  { title: 'Data' },
  { title: 'Epochs', align: 'right' },
  { title: 'Priority', align: 'right' },
] as const;

function tellQueue(runner: Runner, json: boolean): void {
  const state = runner.queue.state();
  const runs = runner.queue.list();
  if (json) {
    const { paused, cpuRuns, slots, served } = state;
    printJson({ paused, cpuRuns, slots, served, runs: runs.map(summaryDocument) });
    return;
  }
  const rows = runs.map((run, index) => [
    String(index + 1),
    run.id,
    run.name,
    run.dataset,
    String(run.settings.epochs),
    run.queue === undefined || run.queue.priority === 0 ? '' : String(run.queue.priority),
  ]);
  print(rows.length === 0 ? 'Nothing waits.' : formatTable(columns, rows));
  const hint = hintOf(runner);
  if (hint !== '') tell(hint);
}

/** Why nothing of the queue is going to train, if so. */
function hintOf(runner: Runner): string {
  const { paused, served } = runner.queue.state();
  if (paused) return 'The queue is paused. To let it go on: blockyard queue resume';
  if (served || runner.queue.list().length === 0) return '';
  return 'No program is open that trains it. Open the window, or: blockyard queue run';
}

import { describeProblem } from '../protocol/problems.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
import type { Runner } from '../runner/index.ts';
import { exitCodeOfRun, type ExitCode } from './exit-codes.ts';
import { print, printJson, tell } from './output.ts';
import { Progress } from './progress.ts';
import { runDocument } from './run-document.ts';
import { describeRun } from './runs.ts';
import { specOf } from './train-spec.ts';
import type { TrainOptions } from './train-options.ts';
import { withRunner } from './with-runner.ts';

export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Trains a network in the foreground. The first Ctrl-C stops after the step in progress, keeping the weights; the second ends at once, keeping
 * those of the last checkpoint.
 */
export async function trainNetwork(source: string, options: TrainOptions, json: boolean): Promise<ExitCode> {
  const spec = await specOf(source, options);
  return trainInForeground((runner) => runner.start(spec, { beside: true }), json);
}

/** As `trainNetwork`, of a run that `begin` starts. */
export async function trainInForeground(
  begin: (runner: Runner) => RunSummary | Promise<RunSummary>,
  json: boolean,
): Promise<ExitCode> {
  return withRunner(async (runner) => {
    const started = Promise.resolve(begin(runner));
    let say = tell;
    // Before the engine is there: a Ctrl-C in between must not leave it behind.
    const release = stopOnSignals(runner, started, (text) => {
      say(text);
    });
    try {
      const { id } = await started;
      const progress = new Progress(runner.get(id).summary, process.stderr.isTTY);
      say = (text) => {
        progress.say(text);
      };
      const unsubscribe = runner.subscribe((notice) => {
        progress.hear(notice);
      });
      const summary = await runner.wait(id);
      unsubscribe();
      progress.end();
      const run = runner.get(id);
      if (json) printJson(runDocument(run));
      else print(describeRun({ ...run, log: [] }));
      if (summary.problem !== undefined) tell(describeProblem(summary.problem).trim());
      return exitCodeOfRun(summary.status);
    } finally {
      release();
    }
  });
}

/** Returns what gives the signals their usual meaning again. */
function stopOnSignals(runner: Runner, started: Promise<RunSummary>, say: (text: string) => void): () => void {
  let asked = false;
  const obey = ({ id }: RunSummary, again: boolean): void => {
    if (again) {
      runner.kill(id);
      return;
    }
    if (!isActive(runner.get(id).summary.status)) return;
    say('Stopping after this step; the weights are kept. Press Ctrl-C again to end at once.');
    runner.stop(id);
  };
  const onSignal = (): void => {
    const again = asked;
    asked = true;
    started.then(
      (run) => {
        obey(run, again);
      },
      // A run that does not start is told of where it is waited for.
      () => undefined,
    );
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  return () => {
    for (const signal of endingSignals) process.off(signal, onSignal);
  };
}

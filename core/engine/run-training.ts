import { inspect } from 'node:util';
import type { EngineCommand, EngineEvent } from '../protocol/engine.ts';
import { BlockyardError, toProblem, type Problem } from '../protocol/problems.ts';
import { chooseBackend, fullPrecisionNotice, unusedGpuNotice } from './choose-backend.ts';
import type { TrainingControl } from './control.ts';
import { EventLog } from './event-log.ts';
import { ImageStream, type Executor } from './executor.ts';
import { SystemWatch } from './system-watch.ts';
import { prepareRun, type PreparedRun } from './prepare.ts';
import { Trainer } from './trainer.ts';

export type StartCommand = Extract<EngineCommand, { kind: 'start' }>;

/**
 * A whole run, from its command to its last event. Never rejects: what goes wrong becomes a `failed` event.
 * @param send carries an event to the host.
 */
export async function runTraining(
  command: StartCommand,
  control: TrainingControl,
  send: (event: EngineEvent) => void,
): Promise<void> {
  let log: EventLog | undefined;
  let trainer: Trainer | undefined;
  let executor: Executor | undefined;
  let run: PreparedRun | undefined;
  let watch: SystemWatch | undefined;
  try {
    log = new EventLog(command.folder, command.runId, send);
    const events = log;
    const { spec, graphicsCard } = command;
    // Read when TensorFlow is loaded.
    if (graphicsCard !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = graphicsCard;
    const chosen = await chooseBackend(spec.backend);
    run = await prepareRun(spec, command.datasetFolder, command.folder);
    executor = await chosen.createExecutor(run);
    trainer = new Trainer({
      run,
      executor,
      folder: command.folder,
      control,
      emit: (body) => {
        events.emit(body);
      },
      notice: noticeOf(
        chosen.notice ?? unusedGpuNotice(executor.device),
        fullPrecisionNotice(chosen.backend, spec.recipe),
      ),
      versions: { node: process.versions.node, ...chosen.versions },
    });
    watch = new SystemWatch((figures) => {
      events.emit({ kind: 'system', ...figures });
    });
    await trainer.train();
  } catch (error) {
    const problem = problemOf(error, trainer?.savedEpoch ?? 0, command.spec.recipe.batchSize);
    report(problem, command.runId, log, send);
  } finally {
    watch?.end();
    executor?.dispose();
    for (const set of [run?.train, run?.validation]) if (set instanceof ImageStream) await set.close();
    log?.close();
  }
}

/** What a person should know before the first step, in one text. */
function noticeOf(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

/** The `failed` event, sent even where it cannot be written: the disk may be what failed. */
function report(problem: Problem, runId: string, log: EventLog | undefined, send: (event: EngineEvent) => void): void {
  try {
    if (log === undefined)
      send({ version: 1, runId, sequence: 1, time: Date.now(), body: { kind: 'failed', problem } });
    else log.emit({ kind: 'failed', problem });
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
  }
}

const outOfMemory =
  /\bOOM\b|RESOURCE_?EXHAUSTED|out of memory|bad_alloc|Array buffer allocation failed|Invalid typed array length/i;

/** Whether this says, in the words of TensorFlow or JavaScript, that there is not enough memory. */
export function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error && outOfMemory.test(error.message);
}

/** What was thrown as a problem: TensorFlow tells a lack of memory in its message only. */
export function problemOf(error: unknown, epoch: number, batchSize: number): Problem {
  if (error instanceof BlockyardError) {
    const { code, facts } = error.problem;
    return code === 'dataset-lost' ? { code, facts: { ...facts, epoch } } : error.problem;
  }
  if (isOutOfMemory(error)) {
    const [detail = ''] = error.message.split('\n');
    return { code: 'engine-out-of-memory', facts: { detail: detail.slice(0, 300), epoch, batchSize } };
  }
  process.stderr.write(`${inspect(error)}\n`);
  return toProblem(error);
}

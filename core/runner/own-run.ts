import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { describeDetail } from '../protocol/details.ts';
import { describeProblem, type Problem } from '../protocol/problems.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { isActive, type LogLine } from '../protocol/runs.ts';
import { storing, type HostOutcome, type Library, type TakenRun } from '../store/index.ts';
import { exitDetail, exitProblem } from './exit-problem.ts';
import type { EngineEnd, Supervisor } from './supervisor.ts';

/** A run of this host that has not ended. */
export interface OwnRun {
  readonly id: string;
  /** Its place among those that train on this machine, from 0. */
  readonly slot: number;
  /** Undefined while it is made ready. */
  supervisor: Supervisor | undefined;
  /** A person asked for its end. */
  stopped: boolean;
  /** What kept its figures from being saved, if anything did. */
  storageProblem: Problem | undefined;
  /** Messages of its engine that were not understood. */
  strangers: number;
  batchSize: number;
  /** Whether nothing else has trained here while it did. */
  alone: boolean;
  /** Whether it has been asked what it tells of the machine's speed. */
  measured: boolean;
}

export function ownRun({ id, slot }: TakenRun): OwnRun {
  return {
    id,
    slot,
    supervisor: undefined,
    stopped: false,
    storageProblem: undefined,
    strangers: 0,
    batchSize: 0,
    alone: slot === 0,
    measured: false,
  };
}

/** Makes a run's folder, with its spec for people and for repair. @throws BlockyardError no-space, not-writable */
export function makeRunFolder(folder: string, spec: RunSpec): void {
  storing(folder, () => {
    mkdirSync(folder, { recursive: true });
    writeFileAtomic.sync(join(folder, 'spec.json'), `${JSON.stringify(spec, undefined, 2)}\n`);
  });
}

/** What the host makes of an engine's exit, noted in the run's log as well; undefined where the engine has told its own end. */
export function outcomeOf(
  library: Library,
  run: OwnRun,
  { exit, killed, stderr }: EngineEnd,
  unresponsiveSeconds: number,
): HostOutcome | undefined {
  const time = Date.now();
  const log = (level: LogLine['level'], message: string): void => {
    library.runs.addLog(run.id, { time, level, message });
  };
  if (run.storageProblem !== undefined) log('error', describeProblem(run.storageProblem));
  if (!isActive(library.runs.summary(run.id).status)) return undefined;
  const epoch = library.runs.savedEpoch(run.id);
  if (run.stopped && killed === 'stop') {
    const kept = epoch === 0 ? 'no weights had been saved yet' : `the weights of epoch ${String(epoch)} are kept`;
    log('warning', `The training process was ended before it could stop by itself; ${kept}.`);
    return { status: 'stopped', time };
  }
  log('error', `The training process ended: ${describeDetail(exitDetail(exit))}.`);
  if (stderr !== '') log('error', stderr);
  if (run.storageProblem !== undefined) return { status: 'failed', problem: run.storageProblem, time };
  if (run.stopped) return { status: 'stopped', time };
  const problem: Problem =
    killed === 'unresponsive'
      ? { code: 'engine-unresponsive', facts: { seconds: unresponsiveSeconds, epoch } }
      : exitProblem(exit, { stderr, epoch, batchSize: run.batchSize });
  return { status: 'failed', problem, time };
}

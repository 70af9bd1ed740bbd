import type { Calibration } from '../protocol/calibration.ts';
import { measurementSchema } from '../protocol/engine.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { RunSummary } from '../protocol/runs.ts';
import type { EngineHost, EngineProcess } from './engine-host.ts';
import { exitDetail } from './exit-problem.ts';

/** A measurement takes seconds, on a machine that is busy with other things minutes; a process that needs longer hangs. */
const patienceMs = 180_000;

/** The run that has the machine now, if any. One that is paused or waits in the queue leaves it free. */
export function busyWith(runs: readonly RunSummary[]): RunSummary | undefined {
  return runs.find(({ status }) => status === 'starting' || status === 'running');
}

/**
 * Has an engine process measure how fast this machine trains, on the backend that runs take by themselves.
 * @param signal ends the process at once
 * @throws BlockyardError measuring-failed, also where it was ended
 */
export function measureMachine(
  engineHost: EngineHost,
  signal: AbortSignal,
  limitMs = patienceMs,
): Promise<Calibration> {
  return new Promise((resolve, reject) => {
    const fail = (detail: Detail | string): void => {
      reject(new BlockyardError('measuring-failed', { detail }));
    };
    let engine: EngineProcess;
    try {
      engine = engineHost.fork();
    } catch (error) {
      fail(String(error));
      return;
    }
    const end = (): void => {
      engine.kill();
    };
    const patience = setTimeout(() => {
      fail(because('took-too-long'));
      end();
    }, limitMs);
    signal.addEventListener('abort', end);
    engine.onStderr(() => undefined);
    engine.onMessage((message) => {
      const answer = measurementSchema.safeParse(message);
      // Signs of life come as well.
      if (!answer.success) return;
      if (answer.data.kind === 'calibrated') resolve(answer.data.calibration);
      else fail(String(answer.data.problem.facts['detail']));
    });
    engine.onExit((exit) => {
      clearTimeout(patience);
      signal.removeEventListener('abort', end);
      // After an answer this changes nothing.
      fail(exitDetail(exit));
    });
    engine.send({ kind: 'calibrate', backend: 'auto' });
  });
}

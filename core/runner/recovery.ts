import type { HeldRun, Library } from '../store/index.ts';
import { isSameProcess, readEventFile } from '../store/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { isActive } from '../protocol/runs.ts';

/** Enters everything that a run's engine has written into the library. Entering it again changes nothing. */
export async function replayEvents(library: Library, id: string): Promise<void> {
  for await (const events of readEventFile(library.runFolder(id), id)) library.runs.ingest(id, events);
}

/**
 * Brings a run whose host died to its end: waits for its engine, which ends itself when it finds its host gone, then enters what it wrote. A run
 * that had not ended is `interrupted`; one that had not begun waits again.
 * @param patienceMs after which an engine that is known to be this run's is ended
 * @param signal gives the waiting up; the run stays with `host`, and so for the next one to recover
 */
export async function recoverRun(
  library: Library,
  host: string,
  run: HeldRun,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (run.enginePid !== undefined) await untilEnded(run.enginePid, run.engineStart, patienceMs, signal);
  if (signal.aborted) return;
  await replayReadable(library, run.id);
  const known = library.runs.summary(run.id);
  // It had been taken out of the queue, and its engine was not there yet.
  if (run.enginePid === undefined && known.status === 'starting') {
    library.queue.giveBack(run.id, host);
    return;
  }
  const { status } = known;
  const problem = { code: 'interrupted', facts: { epoch: library.runs.savedEpoch(run.id) } } as const;
  library.runs.finish(
    run.id,
    isActive(status) ? { status: 'interrupted', problem, time: Date.now() } : undefined,
    host,
  );
}

/** A file of events that cannot be read must not keep the library from opening: the run's log says so. */
async function replayReadable(library: Library, id: string): Promise<void> {
  try {
    await replayEvents(library, id);
  } catch (error) {
    // The library itself could not take them; they are there for another try.
    if (error instanceof BlockyardError) throw error;
    const message = `What the training process wrote could not be read: ${String(error)}`;
    library.runs.addLog(id, { time: Date.now(), level: 'error', message });
  }
}

async function untilEnded(pid: number, start: string | null, patienceMs: number, signal: AbortSignal): Promise<void> {
  if (await ends(pid, start, patienceMs, signal)) return;
  // Only when it is surely the engine: the number may have passed to someone else's process.
  if (signal.aborted || isSameProcess(pid, start) !== true) return;
  process.kill(pid, 'SIGKILL');
  await ends(pid, start, patienceMs, signal);
}

async function ends(pid: number, start: string | null, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isSameProcess(pid, start) !== false) {
    if (signal.aborted || performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

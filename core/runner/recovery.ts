import type { HeldRun, Library } from '../store/index.ts';
import { isSameProcess, readEventFile } from '../store/index.ts';
import { isActive } from '../protocol/runs.ts';

/** Enters everything that a run's engine has written into the library. Entering it again changes nothing. */
export async function replayEvents(library: Library, id: string): Promise<void> {
  for await (const events of readEventFile(library.runFolder(id), id)) library.runs.ingest(id, events);
}

/**
 * Brings a run whose host died to its end: waits for its engine, which ends itself when it finds its host gone, then enters what it wrote. A run
 * that had not ended is `interrupted`.
 * @param patienceMs after which an engine that is known to be this run's is ended
 */
export async function recoverRun(library: Library, host: string, run: HeldRun, patienceMs: number): Promise<void> {
  if (run.enginePid !== undefined) await untilEnded(run.enginePid, run.engineStart, patienceMs);
  await replayEvents(library, run.id);
  const { status } = library.runs.summary(run.id);
  const problem = { code: 'interrupted', facts: { epoch: library.runs.savedEpoch(run.id) } } as const;
  library.runs.finish(
    run.id,
    isActive(status) ? { status: 'interrupted', problem, time: Date.now() } : undefined,
    host,
  );
}

async function untilEnded(pid: number, start: string | null, patienceMs: number): Promise<void> {
  if (await ends(pid, start, patienceMs)) return;
  // Only when it is surely the engine: the number may have passed to someone else's process.
  if (isSameProcess(pid, start) !== true) return;
  process.kill(pid, 'SIGKILL');
  await ends(pid, start, patienceMs);
}

async function ends(pid: number, start: string | null, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isSameProcess(pid, start) !== false) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

import { expect } from 'vitest';

const runs = 3;
/** How many times as long as promised: a machine that is busy with other things must not fail a test, and work that grows without bounds must. */
const patience = 20;

/**
 * Fails when the work takes far longer than it is promised to; whether it keeps its promise is measured by bench/language.ts. Counts only time in
 * which the process had a processor, of the fastest of three runs.
 */
export async function expectPrompt(promisedMs: number, work: () => unknown): Promise<void> {
  let best = Infinity;
  for (let run = 0; run < runs && best >= promisedMs; run += 1) {
    const taken = stopwatch();
    await work();
    best = Math.min(best, taken());
  }
  expect(best).toBeLessThan(promisedMs * patience);
}

/** Milliseconds since now, in which the process had a processor. */
function stopwatch(): () => number {
  const before = process.cpuUsage();
  const start = performance.now();
  return () => {
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    return Math.min(elapsed, (user + system) / 1000);
  };
}

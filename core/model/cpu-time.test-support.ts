const runs = 10;

/**
 * Milliseconds of the fastest of ten runs: what the work takes when nothing else has the machine. Time in which the process had no processor is
 * left out, so that others at work do not make it slow.
 */
export function fastest(work: () => unknown): number {
  let best = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const taken = stopwatch();
    work();
    best = Math.min(best, taken());
  }
  return best;
}

/** As `fastest`, of work that may wait for something; no further run once one has taken less than `enough`. */
export async function fastestOf(work: () => unknown, enough: number): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < runs && best >= enough; run += 1) {
    const taken = stopwatch();
    await work();
    best = Math.min(best, taken());
  }
  return best;
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

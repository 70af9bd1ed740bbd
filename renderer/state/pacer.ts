export interface Clock {
  now(): number;
  later(callback: () => void, milliseconds: number): void;
  frame(callback: () => void): void;
}

const browserClock: Clock = {
  now: () => performance.now(),
  later: (callback, milliseconds) => void setTimeout(callback, milliseconds),
  frame: (callback) => void requestAnimationFrame(callback),
};

/**
 * Returns a function that asks for `work` to be done: soon, in an animation frame, and at most once in `interval` milliseconds however often it
 * is asked. The last request is never lost.
 */
export function createPacer(work: () => void, interval = 100, clock: Clock = browserClock): () => void {
  let last = -Infinity;
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const run = () => {
      clock.frame(() => {
        waiting = false;
        last = clock.now();
        work();
      });
    };
    const wait = last + interval - clock.now();
    if (wait > 0) clock.later(run, wait);
    else run();
  };
}

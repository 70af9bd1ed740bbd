/** How patient a runner is. The defaults are for people; tests are less patient. */
export interface RunnerTiming {
  /** Least time between two rounds of notices about one run, milliseconds. */
  readonly noticeMs: number;
  /** How often it looks for what other processes have changed, milliseconds. */
  readonly pollMs: number;
  /** How often it shows others that it lives, and tries again what could not be saved, milliseconds. */
  readonly heartbeatMs: number;
  /** Silence after which an engine is taken to hang, seconds. Not counted while paused, while the machine sleeps, or in plain JavaScript. */
  readonly unresponsiveSeconds: number;
  /** Silence after which an engine that was asked to stop, or has said that it is done, is ended, seconds. */
  readonly stopGraceSeconds: number;
  /** How long an engine whose host died may take to end itself, milliseconds. */
  readonly orphanMs: number;
}

export const defaultTiming: RunnerTiming = {
  noticeMs: 100,
  pollMs: 500,
  heartbeatMs: 10_000,
  unresponsiveSeconds: 300,
  stopGraceSeconds: 60,
  orphanMs: 10_000,
};

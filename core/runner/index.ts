export type { EngineExit, EngineHost, EngineProcess } from './engine-host.ts';
export { findEngineEntry, forkEngineHost } from './fork-host.ts';
export type { RunnerNotice } from './notice-board.ts';
export { openRunner, type Runner, type RunnerOptions } from './runner.ts';
export type { RunnerTiming } from './timing.ts';
export { architectureProblem } from './validate-run.ts';

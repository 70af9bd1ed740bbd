export type { EngineHost, EngineProcess } from './engine-host.ts';
export { forkEngineHost } from './fork-host.ts';
export type { RunnerNotice } from './notice-board.ts';
export { openRunner, type Runner } from './runner.ts';
export type { RunnerTiming } from './timing.ts';
export { DatasetDesk } from './dataset-desk.ts';
export { Calibrator } from './calibrator.ts';
export { busyWith, measureMachine } from './measure-machine.ts';
export { Previewer } from './previewer.ts';

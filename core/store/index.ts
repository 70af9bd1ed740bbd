export { readEventFile } from './event-file.ts';
export { libraryHome } from './home.ts';
export { openLibrary, type Library } from './library.ts';
export { isSameProcess, processStart } from './process-identity.ts';
export type { TakenRun } from './queue.ts';
export type { HeldRun, Wish } from './run-holds.ts';
export type { Cursor } from './run-news.ts';
export { storageProblem, storing } from './storage-problem.ts';
export type { HostOutcome } from './summary.ts';

import type { EngineCommand } from '../protocol/engine.ts';

/** How a process ended. Where the platform tells a signal only as a code, 128 + n. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started, if it could not. */
  readonly error?: string;
}

/** A process that was started to do one thing, whichever way it was started. */
export interface HostedProcess<Command> {
  /** May be undefined until it has started. */
  readonly pid: number | undefined;
  send(command: Command): void;
  /** Ends it at once, without asking. */
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** What it wrote to its standard output and error. */
  onStderr(listener: (text: string) => void): void;
  /** Called once, after the last message. */
  onExit(listener: (exit: EngineExit) => void): void;
}

/** Starts such processes: `child_process.fork` here, `utilityProcess.fork` in the window. */
export interface ProcessHost<Command> {
  fork(): HostedProcess<Command>;
}

export type EngineProcess = HostedProcess<EngineCommand>;
export type EngineHost = ProcessHost<EngineCommand>;

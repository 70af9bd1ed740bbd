import { constants } from 'node:os';

export interface EngineExit {
  code: number | null;
  signal: string | null;
}

/** What ends a process by accident. Other small numbers are taken for exit codes. */
const fatalSignals = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/**
 * How an engine ended, from the only number that Electron tells. On POSIX an end by signal arrives as the signal's bare number, except that SIGKILL,
 * the kernel's answer to memory running out, arrives as 0 (seen with Electron 22 on Linux); an engine that ends by itself has said so before. Signals are
 * passed on as 128 + number, as shells do.
 *
 * @param code what the `exit` event told
 * @param saidGoodbye whether the engine's last words were that it is done or has failed
 */
export function engineExit(code: number, saidGoodbye: boolean, platform: string): EngineExit {
  if (platform === 'win32' || saidGoodbye) return { code, signal: null };
  if (code === 0) return bySignal('SIGKILL');
  const signal = fatalSignals.find((name) => constants.signals[name] === code);
  return signal === undefined ? { code, signal: null } : bySignal(signal);
}

function bySignal(signal: (typeof fatalSignals)[number]): EngineExit {
  return { code: 128 + constants.signals[signal], signal };
}

/** Whether a message is a process's last, which says how its work ended: an event of an engine, or an answer of a process for data. */
export function isGoodbye(message: unknown): boolean {
  const kind = field(field(message, 'body') ?? message, 'kind');
  return kind === 'done' || kind === 'failed';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

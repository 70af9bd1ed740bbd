import { constants } from 'node:os';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError, type Problem } from '../protocol/problems.ts';
import type { EngineExit } from './engine-host.ts';

export interface ExitFacts {
  /** End of what the engine wrote to its standard error. */
  readonly stderr: string;
  /** Epoch of the last saved weights, 0 if there are none. */
  readonly epoch: number;
  readonly batchSize: number;
}

/** What allocators, V8, TensorFlow and CUDA write before they give up. */
const outOfMemoryText =
  /bad_alloc|heap out of memory|out of memory|OOM when allocating|RESOURCE_EXHAUSTED|Cannot allocate memory/i;

/** Exit codes of a process that ran out of memory: 128 + SIGKILL, and on Windows Chromium's own code and STATUS_NO_MEMORY. */
const outOfMemoryCodes: readonly number[] = [137, 0xe0000008, 0xc0000017];

/** What an end that nobody asked for means: out of memory, or a crash. Linux's out-of-memory killer sends SIGKILL, which the host itself has not. */
export function exitProblem(exit: EngineExit, facts: ExitFacts): Problem {
  const code = exit.code === null ? undefined : exit.code >>> 0;
  const outOfMemory =
    exit.signal === 'SIGKILL' ||
    (code !== undefined && outOfMemoryCodes.includes(code)) ||
    outOfMemoryText.test(facts.stderr);
  const { epoch, batchSize } = facts;
  const detail = exitDetail(exit);
  return outOfMemory
    ? new BlockyardError('engine-out-of-memory', { detail, epoch, batchSize }).problem
    : new BlockyardError('engine-crashed', { detail, epoch }).problem;
}

/** `signal SIGSEGV`, `exit code 134 (SIGABRT)`. */
export function exitDetail({ code, signal, error }: EngineExit): Detail {
  if (error !== undefined) return because('could-not-start', { said: error });
  if (signal !== null) return because('ended-by-signal', { signal });
  const name =
    code === null ? undefined : Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  const exit = String(code);
  return name === undefined
    ? because('ended-with-exit', { exit })
    : because('ended-with-named-exit', { exit, signal: name });
}

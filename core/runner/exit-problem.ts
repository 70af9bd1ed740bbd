import { constants } from 'node:os';
import type { Problem } from '../protocol/problems.ts';
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
  const detail = describeExit(exit);
  return outOfMemory
    ? { code: 'engine-out-of-memory', facts: { detail, epoch: facts.epoch, batchSize: facts.batchSize } }
    : { code: 'engine-crashed', facts: { detail, epoch: facts.epoch } };
}

/** `signal SIGSEGV`, `exit code 134 (SIGABRT)`. */
export function describeExit({ code, signal, error }: EngineExit): string {
  if (error !== undefined) return `it could not be started: ${error}`;
  if (signal !== null) return `signal ${signal}`;
  const name =
    code === null ? undefined : Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return `exit code ${String(code)}${name === undefined ? '' : ` (${name})`}`;
}

import { describe, expect, it } from 'vitest';
import { describeDetail } from '../protocol/details.ts';
import { exitDetail, exitProblem } from './exit-problem.ts';

const facts = { stderr: '', epoch: 2, batchSize: 64 };
const nothing = { code: null, signal: null };

describe('exitProblem', () => {
  it.each([
    [{ ...nothing, signal: 'SIGKILL' }, '', 'engine-out-of-memory'],
    [{ ...nothing, code: 137 }, '', 'engine-out-of-memory'],
    [{ ...nothing, code: -536870904 }, '', 'engine-out-of-memory'],
    [
      { ...nothing, code: 134 },
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'engine-out-of-memory',
    ],
    [{ ...nothing, signal: 'SIGABRT' }, 'what():  std::bad_alloc', 'engine-out-of-memory'],
    [{ ...nothing, code: 1 }, 'OOM when allocating tensor with shape[512,64,224,224]', 'engine-out-of-memory'],
    [{ ...nothing, code: 1 }, 'CUDA_ERROR_OUT_OF_MEMORY: out of memory', 'engine-out-of-memory'],
    [{ ...nothing, signal: 'SIGSEGV' }, '', 'engine-crashed'],
    [{ ...nothing, code: 134 }, '', 'engine-crashed'],
    [{ ...nothing, code: 0 }, '', 'engine-crashed'],
    [{ ...nothing, error: 'spawn ENOENT' }, '', 'engine-crashed'],
  ])('%j with "%s" is %s', (exit, stderr, code) => {
    expect(exitProblem(exit, { ...facts, stderr })).toMatchObject({ code, facts: { epoch: 2 } });
  });
});

describe('exitDetail', () => {
  it.each([
    [{ ...nothing, signal: 'SIGSEGV' }, 'signal SIGSEGV'],
    [{ ...nothing, code: 134 }, 'exit code 134 (SIGABRT)'],
    [{ ...nothing, code: 7 }, 'exit code 7'],
    [{ ...nothing, error: 'spawn ENOENT' }, 'it could not be started: spawn ENOENT'],
  ])('%j is "%s"', (exit, words) => {
    expect(describeDetail(exitDetail(exit))).toBe(words);
  });
});

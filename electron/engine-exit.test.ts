import { describe, expect, it } from 'vitest';
import { engineExit, isGoodbye } from './engine-exit.ts';

describe('engineExit', () => {
  it.each([
    ['an end that was announced', 0, true, 'linux', { code: 0, signal: null }],
    ['a failure that was announced', 1, true, 'linux', { code: 1, signal: null }],
    ['SIGKILL, which arrives as 0', 0, false, 'linux', { code: 137, signal: 'SIGKILL' }],
    ['SIGKILL as its number', 9, false, 'darwin', { code: 137, signal: 'SIGKILL' }],
    ['an abort', 6, false, 'linux', { code: 134, signal: 'SIGABRT' }],
    ['a segmentation fault', 11, false, 'linux', { code: 139, signal: 'SIGSEGV' }],
    ['an exception of its own', 1, false, 'linux', { code: 1, signal: null }],
    ['a code of Windows', 9, false, 'win32', { code: 9, signal: null }],
  ] as const)('tells %s', (_what, code, saidGoodbye, platform, expected) => {
    expect(engineExit(code, saidGoodbye, platform)).toEqual(expected);
  });
});

describe('isGoodbye', () => {
  it('knows the last events of a training, and nothing else', () => {
    expect(isGoodbye({ version: 1, body: { kind: 'done', outcome: 'completed' } })).toBe(true);
    expect(isGoodbye({ version: 1, body: { kind: 'failed' } })).toBe(true);
    for (const other of [
      { kind: 'alive' },
      { body: { kind: 'metrics' } },
      { body: null },
      null,
      undefined,
      'done',
      7,
    ]) {
      expect(isGoodbye(other)).toBe(false);
    }
  });
});

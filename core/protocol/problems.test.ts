import { describe, expect, it } from 'vitest';
import { BlockyardError, describeProblem, problemCodes, problemWordings, toProblem } from './problems.ts';
import { fillWording } from './wording.ts';

describe('wordings', () => {
  it('fills in the facts', () => {
    expect(describeProblem({ code: 'unknown-run', facts: { id: 'x' } })).toBe(
      'There is no run with the id "x". List the runs to see their ids.',
    );
  });

  it('says that there are no weights where none were saved', () => {
    const words = (epoch: number): string => describeProblem({ code: 'interrupted', facts: { epoch } });
    expect(words(3)).toBe('Training was interrupted. The weights of epoch 3 are kept.');
    expect(words(0)).toBe('Training was interrupted. No weights had been saved yet.');
  });

  it('says of a divergence which weights are kept: those of the last epoch, else those it began with', () => {
    const facts = { value: 'NaN', step: 3, layer: 'output', learningRate: 1 };
    const words = (epoch: number): string => describeProblem({ code: 'non-finite-loss', facts: { ...facts, epoch } });
    expect(words(2)).toContain('Training stopped and the last good weights, of epoch 2, are kept. Try');
    expect(words(0)).toContain('Training stopped; no epoch was finished, so the weights it began with are kept. Try');
  });

  it('never lets a fact stand for another place', () => {
    expect(fillWording('{a} {b}', { a: '{b}', b: '[a?1|2]' })).toBe('{b} [a?1|2]');
  });

  it('leaves no mark of its own in any message', () => {
    for (const code of problemCodes) {
      const facts = Object.fromEntries(
        [...problemWordings[code].matchAll(/[{[](\w+)[}?]/g)].map((match) => [match[1] ?? '', 0]),
      );
      expect(describeProblem({ code, facts })).not.toMatch(/[{}[\]|]/);
    }
  });
});

describe('toProblem', () => {
  it('keeps the code and facts of a known error and calls anything else internal', () => {
    expect(toProblem(new BlockyardError('no-space', { path: '/x' }))).toEqual({
      code: 'no-space',
      facts: { path: '/x' },
    });
    expect(toProblem(new TypeError('boom'))).toEqual({ code: 'internal', facts: { detail: 'boom' } });
    expect(toProblem('boom')).toEqual({ code: 'internal', facts: { detail: 'boom' } });
  });
});

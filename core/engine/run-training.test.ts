import { describe, expect, it } from 'vitest';
import { BlockyardError, describeProblem } from '../protocol/problems.ts';
import { problemOf } from './run-training.ts';

describe('problemOf', () => {
  it.each([
    'OOM when allocating tensor with shape[512,64,224,224] and type float\n\t [[{{node conv/Conv2D}}]]',
    'RESOURCE_EXHAUSTED: failed to allocate memory',
    'std::bad_alloc',
    'Array buffer allocation failed',
  ])('knows a lack of memory by "%s", and which weights are kept', (message) => {
    const problem = problemOf(new Error(message), 3, 64);
    const [detail] = message.split('\n');
    expect(problem).toEqual({ code: 'engine-out-of-memory', facts: { detail, epoch: 3, batchSize: 64 } });
    expect(describeProblem(problem)).toContain('The weights of epoch 3 are kept.');
  });

  it('keeps a problem as it is and calls anything else internal', () => {
    expect(problemOf(new BlockyardError('no-space', { path: '/room' }), 1, 8)).toEqual({
      code: 'no-space',
      facts: { path: '/room' },
    });
    expect(problemOf(new Error('no room for it'), 1, 8).code).toBe('internal');
  });
});

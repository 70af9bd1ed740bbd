import { expect, it } from 'vitest';
import { callInChild } from './testing/child.ts';
import type { MemoryFigures } from './testing/memory-of-steps.ts';

it('does not grow from step 100 to step 5,000', { timeout: 60_000 }, async () => {
  const { before, after } = (await callInChild('memory-of-steps', 'memoryOfSteps')) as {
    before: MemoryFigures;
    after: MemoryFigures;
  };
  expect(after.tensors).toEqual(before.tensors);
  // The indices alone, if they were kept, would be 10 MiB.
  expect(after.residentMiB - before.residentMiB).toBeLessThan(6);
});

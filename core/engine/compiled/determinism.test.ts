import { expect, it } from 'vitest';
import { callInChild } from './testing/child.ts';
import { trainAndHash } from './testing/train-and-hash.ts';

it('gives the same weights bit for bit, twice in one process and in another', { timeout: 60_000 }, async () => {
  const first = await trainAndHash();
  expect(await trainAndHash()).toBe(first);
  expect(await callInChild('train-and-hash', 'trainAndHash')).toBe(first);
});

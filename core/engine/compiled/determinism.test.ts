import { expect, it } from 'vitest';
import { callInChild } from './testing/child.ts';
import { augmentedTrainAndHash, trainAndHash } from './testing/train-and-hash.ts';

it('gives the same weights bit for bit, twice in one process and in another', { timeout: 60_000 }, async () => {
  const first = await trainAndHash();
  expect(await trainAndHash()).toBe(first);
  expect(await callInChild('train-and-hash', 'trainAndHash')).toBe(first);
});

it('does so with augmentation too, and gives others for another seed', { timeout: 60_000 }, async () => {
  const first = await augmentedTrainAndHash();
  expect(await augmentedTrainAndHash()).toBe(first);
  expect(await callInChild('train-and-hash', 'augmentedTrainAndHash')).toBe(first);
  expect(await augmentedTrainAndHash(4)).not.toBe(first);
  expect(await trainAndHash()).not.toBe(first);
});

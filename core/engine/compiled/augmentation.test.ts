import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  augmentBatch,
  type AugmentedBatch,
  type AugmentOptions,
  type HostBatch,
} from '../../compiler/augmentation/on-host.ts';
import { statelessUniform } from '../../compiler/augmentation/philox.ts';
import { anyAugmentation } from '../../protocol/augmentation.test-support.ts';
import { augmentationSchema, type Augmentation } from '../../protocol/augmentation.ts';
import { augmentCompiled } from './augment.ts';
import { drawInSession } from './testing/draw-in-session.ts';
import { randomImages } from './testing/fixtures.ts';

const shape = [11, 14, 3] as const;

function batchOf(count: number, size: readonly number[] = shape): HostBatch {
  const { images, labels } = randomImages(count, size);
  return { images: Float32Array.from(images, (value) => value / 255), labels: Int32Array.from(labels) };
}

function optionsOf(augmentation: Partial<Augmentation>, step = 5): AugmentOptions {
  return { augmentation: augmentationSchema.parse(augmentation), seed: 3, step, shape };
}

async function expectSame(batch: HostBatch, options: AugmentOptions, tolerance = 2e-5): Promise<void> {
  const graph = await augmentCompiled(batch, options);
  const host = augmentBatch(batch, options);
  expect(largestDifference(graph.images, host.images)).toBeLessThan(tolerance);
  expect(graph.labels).toEqual(host.labels);
  expect(graph.blend?.partners).toEqual(host.blend?.partners);
  const sharesOf = ({ blend }: AugmentedBatch): Float32Array => blend?.share ?? new Float32Array(0);
  expect(largestDifference(sharesOf(graph), sharesOf(host))).toBeLessThan(1e-6);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

describe('random numbers', () => {
  it.each([[[0, 0]], [[1, 0]], [[3, 70_000]], [[0xffff_ffff, 0x7fff_ffff]], [[7 * 2 ** 32 + 5, 2 ** 33 + 1]]] as const)(
    'of seed %j are TensorFlow’s, bit for bit',
    async (seed) => {
      expect(statelessUniform(seed, 33 * 20)).toEqual(await drawInSession(seed, [33, 20]));
    },
  );
});

describe('the graph augments as the host does', () => {
  it.each([
    { crop: 4 },
    { horizontalFlip: true },
    { verticalFlip: true },
    { rotation: 30 },
    { rotation: 180, fill: 'edge' },
    { shift: 0.3, fill: 'reflect' },
    { zoom: 0.5, fill: 'reflect' },
    { shear: 40 },
    { brightness: 0.4 },
    { contrast: 0.7 },
    { saturation: 1 },
    { cutout: 5 },
    { cutout: 30 },
    { mixup: 0.2 },
    { cutmix: 1 },
    { mixup: 1, cutmix: 0.5 },
  ] as const)('with %j', async (augmentation) => {
    await expectSame(batchOf(24), optionsOf(augmentation));
  });

  it('with flips and crops to the last bit', async () => {
    const options = optionsOf({ crop: 3, horizontalFlip: true, verticalFlip: true });
    const batch = batchOf(32);
    expect((await augmentCompiled(batch, options)).images).toEqual(augmentBatch(batch, options).images);
  });

  it('with any settings, on one picture or several, grey or in colour', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAugmentation,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom([6, 9, 1] as const, [8, 5, 3] as const, [3, 3, 4] as const),
        fc.record({ seed: fc.nat(0xffff_ffff), step: fc.nat(0x7fff_ffff) }),
        async (augmentation, count, size, place) => {
          // Places hundreds of pixels outside a tiny picture, as some of these are, have fewer digits behind the point in float32.
          await expectSame(batchOf(count, size), { augmentation, shape: size, ...place }, 5e-4);
        },
      ),
      { numRuns: 40, seed: 1, endOnFailure: true },
    );
  });
});

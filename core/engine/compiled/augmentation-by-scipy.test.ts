import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawsPerPicture, placeOf, purposes, streamOf } from '../../compiler/augmentation/draws.ts';
import { augmentBatch, type AugmentedBatch, type HostBatch } from '../../compiler/augmentation/on-host.ts';
import { statelessUniform } from '../../compiler/augmentation/philox.ts';
import { randomStream } from '../../model/index.ts';
import { augmentationSchema, fills, type Augmentation } from '../../protocol/augmentation.ts';
import { scientificPython } from '../keras/python.test-support.ts';
import { augmentCompiled } from './augment.ts';

const place = { seed: 21, step: 6 };
const pictures = 12;
const shapes = [
  [9, 14, 3],
  [12, 8, 1],
] as const;

/** Every augmentation by itself, movements with every fill; several at once; all of them. */
const settings: readonly Partial<Augmentation>[] = [
  { horizontalFlip: true },
  { verticalFlip: true },
  ...fills.flatMap((fill) => [
    { crop: 3, fill },
    { rotation: 70, fill },
    { shift: 0.4, fill },
    { zoom: 0.6, fill },
    { shear: 35, fill },
    { horizontalFlip: true, crop: 2, rotation: 20, shift: 0.2, zoom: 0.3, shear: 15, fill },
  ]),
  { brightness: 0.5 },
  { contrast: 0.8 },
  { saturation: 0.9 },
  { brightness: 0.3, contrast: 0.5, saturation: 0.6 },
  { cutout: 6 },
  { mixup: 0.2 },
  { mixup: 1 },
  { cutmix: 1 },
  { cutmix: 0.5 },
  { mixup: 0.4, cutmix: 1 },
  {
    ...{ horizontalFlip: true, verticalFlip: true, crop: 2, rotation: 15, shift: 0.1, zoom: 0.2, shear: 10 },
    ...{ fill: 'reflect', brightness: 0.2, contrast: 0.2, saturation: 0.2, cutout: 4, mixup: 0.3, cutmix: 1 },
  },
];
const cases = shapes.flatMap((shape) =>
  settings.map((one) => ({ shape, augmentation: augmentationSchema.parse(one), name: JSON.stringify(one) })),
);

interface Answer {
  readonly images: readonly number[];
  readonly shares?: readonly number[];
}

function batchOf(shape: readonly [number, number, number]): HostBatch {
  const uniform = randomStream(5, shape.join());
  return {
    images: Float32Array.from({ length: pictures * shape[0] * shape[1] * shape[2] }, () => uniform()),
    labels: Int32Array.from({ length: pictures }, (_, i) => i),
  };
}

let answers: readonly Answer[] = [];
beforeAll(async () => {
  const numbers = statelessUniform([streamOf(place.seed), place.step], pictures * drawsPerPicture);
  const draws = Array.from({ length: pictures }, (_, picture) =>
    Object.fromEntries(purposes.map((purpose) => [purpose, numbers[picture * drawsPerPicture + placeOf(purpose)]])),
  );
  const tasks = cases.map(({ shape, augmentation }) => ({
    shape,
    settings: augmentation,
    images: [...batchOf(shape).images],
    draws,
  }));
  const worker = fileURLToPath(new URL('testing/augment_by_scipy.py', import.meta.url));
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(await scientificPython(), [worker], { stdio: ['pipe', 'pipe', 'inherit'], env });
  child.stdin.end(JSON.stringify(tasks));
  answers = JSON.parse(await text(child.stdout)) as readonly Answer[];
}, 300_000);

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))).reduce((most, one) => Math.max(most, one), 0);
}

describe('augmentation is that of SciPy and NumPy', () => {
  it.each(cases.map((one, at) => ({ ...one, at })))('$shape, $name', async ({ shape, augmentation, at }) => {
    const answer = answers[at];
    const batch = batchOf(shape);
    const options = { augmentation, shape, ...place };
    // Between the 1,025 quantiles of its table a share is a little off the distribution's own.
    const tolerance = augmentation.mixup > 0 ? 1e-3 : 1e-4;
    const check = ({ images, blend }: AugmentedBatch): void => {
      expect(largestDifference(images, answer?.images ?? [])).toBeLessThan(tolerance);
      expect(largestDifference(blend?.share ?? [], answer?.shares ?? [])).toBeLessThan(tolerance);
    };
    check(augmentBatch(batch, options));
    check(await augmentCompiled(batch, options));
  });
});

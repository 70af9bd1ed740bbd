import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../model/random.ts';
import { anyAugmentation } from '../../protocol/augmentation.test-support.ts';
import { augmentationSchema, type Augmentation } from '../../protocol/augmentation.ts';
import { drawsPerPicture, placeOf, streamOf, type Purpose } from './draws.ts';
import { augmentBatch, type AugmentedBatch, type HostBatch } from './on-host.ts';
import { statelessUniform } from './philox.ts';
import { referencePicture, type Picture } from './reference.test-support.ts';

type Size = readonly [number, number, number];
const place = { seed: 11, step: 4 };

function batchOf(count: number, [height, width, channels]: Size): HostBatch {
  const uniform = randomStream(2, 'pictures');
  return {
    images: Float32Array.from({ length: count * height * width * channels }, () => uniform()),
    labels: Int32Array.from({ length: count }, (_, i) => i),
  };
}

function augment(batch: HostBatch, shape: Size, augmentation: Partial<Augmentation>): AugmentedBatch {
  return augmentBatch(batch, { augmentation: augmentationSchema.parse(augmentation), shape, ...place });
}

function nested(images: Float32Array, picture: number, [height, width, channels]: Size): Picture {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const begin = ((picture * height + y) * width + x) * channels;
      return [...images.subarray(begin, begin + channels)];
    }),
  );
}

function drawsOf(count: number, picture: number): (purpose: Purpose) => number {
  const numbers = statelessUniform([streamOf(place.seed), place.step], count * drawsPerPicture);
  return (purpose) => numbers[picture * drawsPerPicture + placeOf(purpose)] ?? NaN;
}

/** By the authors' code: int(size * sqrt(1 - share)) pixels, half of them, rounded down, to either side of a centre anywhere in the picture. */
function meanShare(height: number, width: number): number {
  const clipped = (size: number, side: number): number => {
    const half = Math.floor(Math.floor(size * side) / 2);
    const lengths = Array.from({ length: size }, (_, i) => Math.min(size, i + half) - Math.max(0, i - half));
    return lengths.reduce((sum, length) => sum + length, 0) / size;
  };
  const shares = Array.from({ length: 2000 }, (_, i) => {
    const side = Math.sqrt(1 - (i + 0.5) / 2000);
    return 1 - (clipped(height, side) * clipped(width, side)) / (height * width);
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe('augmentBatch', () => {
  it('moves, recolours and cuts as the reference does, whatever is switched on', () => {
    fc.assert(
      fc.property(
        anyAugmentation,
        fc.constantFrom<Size>([7, 10, 1], [8, 6, 3], [5, 5, 4], [1, 3, 3]),
        (settings, shape) => {
          const augmentation = { ...settings, mixup: 0, cutmix: 0 };
          const batch = batchOf(3, shape);
          const { images } = augment(batch, shape, augmentation);
          for (let i = 0; i < 3; i += 1) {
            const expected = referencePicture(nested(batch.images, i, shape), augmentation, drawsOf(3, i)).flat(2);
            nested(images, i, shape)
              .flat(2)
              .forEach((value, at) => {
                expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
              });
          }
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each([
    ['horizontalFlip', (picture: Picture) => picture.map((row) => row.slice().reverse())],
    ['verticalFlip', (picture: Picture) => picture.slice().reverse()],
  ] as const)('%s mirrors some pictures exactly and leaves the others', (flip, mirror) => {
    const shape = [5, 6, 2] as const;
    const batch = batchOf(40, shape);
    const { images } = augment(batch, shape, { [flip]: true });
    let mirrored = 0;
    for (let i = 0; i < 40; i += 1) {
      const [before, after] = [nested(batch.images, i, shape), nested(images, i, shape)];
      if (drawsOf(40, i)(flip) >= 0.5) mirrored += 1;
      expect(after).toEqual(drawsOf(40, i)(flip) >= 0.5 ? mirror(before) : before);
    }
    expect(mirrored).toBeGreaterThan(8);
    expect(mirrored).toBeLessThan(32);
  });

  it('crops windows of the padded picture, exactly, and reaches every one of them', () => {
    const shape = [4, 5, 1] as const;
    const batch = batchOf(400, shape);
    const { images } = augment(batch, shape, { crop: 1 });
    const found = new Set<string>();
    for (let i = 0; i < 400; i += 1) {
      const picture = nested(batch.images, i, shape);
      const empty = [Array.from({ length: 7 }, () => [0])];
      const padded = [...empty, ...picture.map((row) => [[0], ...row, [0]]), ...empty];
      const after = JSON.stringify(nested(images, i, shape));
      for (let top = 0; top <= 2; top += 1)
        for (let left = 0; left <= 2; left += 1) {
          const window = padded.slice(top, top + 4).map((row) => row.slice(left, left + 5));
          if (JSON.stringify(window) === after) found.add(`${String(i)} ${String(top)} ${String(left)}`);
        }
    }
    expect(found.size).toBe(400);
    expect(new Set([...found].map((key) => key.replace(/^\d+ /, ''))).size).toBe(9);
  });

  it('turns against the clock, and a quarter of a turn exactly', () => {
    // The only picture here whose angle is drawn: seeds are tried until one turns it by about 90 degrees.
    const shape = [9, 9, 1] as const;
    const images = new Float32Array(81);
    images[4 * 9 + 7] = 1;
    const seed = Array.from({ length: 5000 }, (_, i) => i).find((candidate) => {
      const uniform = statelessUniform([streamOf(candidate), 0], drawsPerPicture)[placeOf('rotation')] ?? 0;
      return Math.abs((2 * uniform - 1) * 180 - 90) < 0.1;
    });
    const augmentation = augmentationSchema.parse({ rotation: 180 });
    const turned = augmentBatch(
      { images, labels: Int32Array.of(0) },
      { augmentation, shape, seed: seed ?? -1, step: 0 },
    );
    // Right of the centre comes to lie above it.
    expect(turned.images[1 * 9 + 4]).toBeGreaterThan(0.95);
  });

  it('mixes as the shares say: pictures, labels and the next of the batch', () => {
    const shape = [3, 4, 2] as const;
    const batch = batchOf(6, shape);
    const { images, labels, blend } = augment(batch, shape, { mixup: 1 });
    expect(labels).toEqual(batch.labels);
    expect([...(blend?.partners ?? [])]).toEqual([1, 2, 3, 4, 5, 0]);
    for (let i = 0; i < 6; i += 1) {
      // Beta(1, 1) is uniform.
      const share = blend?.share[i] ?? NaN;
      expect(share).toBeCloseTo(drawsOf(6, i)('mixupShare'), 6);
      for (let at = 0; at < 24; at += 1) {
        const [own = NaN, other = NaN] = [batch.images[i * 24 + at], batch.images[((i + 1) % 6) * 24 + at]];
        expect(images[i * 24 + at]).toBeCloseTo(share * own + (1 - share) * other, 6);
      }
    }
  });

  it('pastes one rectangle of the next picture, and shares the label by its area', () => {
    const shape = [8, 10, 1] as const;
    const count = 300;
    const images = Float32Array.from({ length: count * 80 }, (_, i) => Math.floor(i / 80));
    const batch = { images, labels: Int32Array.from({ length: count }, (_, i) => i) };
    const { images: mixed, blend } = augment(batch, shape, { cutmix: 1 });
    let shares = 0;
    for (let i = 0; i < count; i += 1) {
      const pixels = [...mixed.subarray(i * 80, (i + 1) * 80)];
      const pasted = pixels.flatMap((value, at) => (value === i ? [] : [at]));
      expect(pasted.every((at) => pixels[at] === (i + 1) % count)).toBe(true);
      const rows = new Set(pasted.map((at) => Math.floor(at / 10)));
      const columns = new Set(pasted.map((at) => at % 10));
      expect(rows.size * columns.size).toBe(pasted.length);
      expect(blend?.share[i]).toBeCloseTo(1 - pasted.length / 80, 6);
      shares += blend?.share[i] ?? NaN;
    }
    // The mean of all shares and places, rectangles clipped at the border; four standard deviations of a number between 0 and 1, at most 0.3 each.
    expect(Math.abs(shares / count - meanShare(8, 10))).toBeLessThan((4 * 0.3) / Math.sqrt(count));
  });

  it('gives a picture either mixup or cutmix where both are on', () => {
    const shape = [8, 8, 1] as const;
    const batch = batchOf(200, shape);
    const both = augment(batch, shape, { mixup: 1, cutmix: 1 });
    const one = augment(batch, shape, { mixup: 1 });
    const other = augment(batch, shape, { cutmix: 1 });
    const picture = (images: Float32Array, i: number): string => images.subarray(i * 64, (i + 1) * 64).join();
    const cut = Array.from({ length: 200 }, (_, i) => {
      const [mixed, blended, pasted] = [both, one, other].map(({ images }) => picture(images, i));
      expect([blended, pasted]).toContain(mixed);
      return mixed === pasted ? 1 : 0;
    }).reduce<number>((sum, value) => sum + value, 0);
    expect(Math.abs(cut - 100)).toBeLessThan(4 * Math.sqrt(50));
  });

  it('keeps what one augmentation does when another is switched on', () => {
    const shape = [6, 6, 1] as const;
    const batch = batchOf(8, shape);
    const { images } = augment(batch, shape, { crop: 2 });
    const cutToo = augment(batch, shape, { crop: 2, cutout: 1 }).images;
    const changed = images.filter((value, i) => value !== cutToo[i]).length;
    expect(changed).toBeLessThanOrEqual(8);
  });

  it('gives the batch itself where nothing is on', () => {
    const batch = batchOf(2, [3, 3, 1]);
    expect(augment(batch, [3, 3, 1], { fill: 'edge' })).toBe(batch);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageSet } from './dataset.ts';
import { chooseImages, foldSplit, stratifiedSplit } from './split.ts';

/** Images of one pixel that holds the image's number, so that a mix-up of images and labels shows. */
function numbered(trainSize: number, testSize: number): Parameters<typeof chooseImages>[0] {
  const part = (count: number): ImageSet => ({
    images: Uint8Array.from({ length: count }, (_, index) => index % 256),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 3),
    count,
  });
  return {
    summary: { name: 'numbered', title: 'Numbered', shape: [1, 1, 1], classes: ['a', 'b', 'c'], trainSize, testSize },
    train: part(trainSize),
    test: part(testSize),
  };
}

describe('chooseImages', () => {
  it('takes everything without a limit', () => {
    const { train, validation } = chooseImages(
      numbered(200, 40),
      { dataset: 'numbered', validation: { kind: 'test' } },
      1,
    );
    expect([train.count, train.images.length, validation.count]).toEqual([200, 200, 40]);
  });

  it('limits to the first images, and validation to a fifth', () => {
    const { train, validation } = chooseImages(
      numbered(200, 40),
      { dataset: 'numbered', limit: 50, validation: { kind: 'test' } },
      1,
    );
    expect([train.count, validation.count]).toEqual([50, 10]);
    expect([...train.images]).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect([...validation.images]).toEqual(Array.from({ length: 10 }, (_, index) => index));
  });

  it('is content with a limit past the end', () => {
    const { train, validation } = chooseImages(
      numbered(30, 4),
      { dataset: 'numbered', limit: 1000, validation: { kind: 'test' } },
      1,
    );
    expect([train.count, validation.count]).toEqual([30, 4]);
  });

  it('holds out a part of the limited training images and keeps labels with their images', () => {
    const choice = { dataset: 'numbered', limit: 90, validation: { kind: 'split', fraction: 0.2 } } as const;
    const { train, validation } = chooseImages(numbered(200, 40), choice, 7);
    expect([train.count, validation.count]).toEqual([72, 18]);
    for (const set of [train, validation])
      set.images.forEach((image, index) => expect(set.labels[index]).toBe(image % 3));
    expect([...train.images, ...validation.images].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 90 }, (_, index) => index),
    );
  });
});

it('refuses to hold out of classes of one image each', () => {
  const choice = { dataset: 'numbered', validation: { kind: 'split', fraction: 0.2 } } as const;
  expect(() => chooseImages(numbered(3, 0), choice, 1)).toThrow(/no class has two training images/);
});

describe('stratifiedSplit', () => {
  const labels = fc.array(fc.nat(9), { minLength: 1, maxLength: 300 }).map((values) => Uint8Array.from(values));
  const fraction = fc.double({ min: 0.01, max: 0.9, noNaN: true });

  it('parts every index once, in file order, and every class alike', () => {
    fc.assert(
      fc.property(labels, fraction, fc.nat(), (of, part, seed) => {
        const { kept, heldOut } = stratifiedSplit(of, part, seed);
        expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
        expect([...kept, ...heldOut].sort((a, b) => a - b)).toEqual([...of.keys()]);
        for (const label of new Set(of)) {
          const size = of.filter((value) => value === label).length;
          const out = heldOut.filter((index) => of[index] === label).length;
          expect(out).toBe(Math.min(size - 1, Math.max(1, Math.round(size * part))));
        }
      }),
    );
  });

  it('depends on the seed and on nothing else', () => {
    const of = Uint8Array.from({ length: 500 }, (_, index) => index % 10);
    expect(stratifiedSplit(of, 0.1, 3)).toEqual(stratifiedSplit(of, 0.1, 3));
    expect([...stratifiedSplit(of, 0.1, 3).heldOut]).not.toEqual([...stratifiedSplit(of, 0.1, 4).heldOut]);
  });
});

describe('foldSplit', () => {
  const labels = fc.array(fc.nat(9), { maxLength: 300 }).map((values) => Uint8Array.from(values));
  const folds = fc.integer({ min: 2, max: 12 });

  it('makes folds that are disjoint, cover everything, and are alike in every class and in size, within one', () => {
    fc.assert(
      fc.property(labels, folds, fc.nat(), (of, count, seed) => {
        const splits = Array.from({ length: count }, (_, fold) => foldSplit(of, { index: fold + 1, of: count }, seed));
        const all = splits.flatMap(({ heldOut }) => [...heldOut]);
        expect(all.sort((a, b) => a - b)).toEqual([...of.keys()]);
        for (const { kept, heldOut } of splits) {
          expect([...kept, ...heldOut].sort((a, b) => a - b)).toEqual([...of.keys()]);
          for (const part of [kept, heldOut]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
        }
        const spreadOf = (sizes: readonly number[]): number => Math.max(...sizes) - Math.min(...sizes);
        expect(spreadOf(splits.map(({ heldOut }) => heldOut.length))).toBeLessThanOrEqual(1);
        for (const label of new Set(of)) {
          const sizes = splits.map(({ heldOut }) => heldOut.filter((index) => of[index] === label).length);
          expect(spreadOf(sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('depends on the seed and on nothing else', () => {
    const of = Uint8Array.from({ length: 500 }, (_, index) => index % 10);
    const fold = { index: 2, of: 5 };
    expect(foldSplit(of, fold, 3)).toEqual(foldSplit(of, fold, 3));
    expect([...foldSplit(of, fold, 3).heldOut]).not.toEqual([...foldSplit(of, fold, 4).heldOut]);
  });

  it('is what a run validates on, and is refused where it would be empty', () => {
    const choice = { dataset: 'numbered', validation: { kind: 'fold', index: 5, of: 5 } } as const;
    const { train, validation } = chooseImages(numbered(40, 0), choice, 1);
    expect([train.count, validation.count]).toEqual([32, 8]);
    expect(() => chooseImages(numbered(4, 0), choice, 1)).toThrow(/4 training images are too few for 5 folds/);
  });
});

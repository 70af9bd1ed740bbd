import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAugmentation } from './augmentation.test-support.ts';
import { augmentationSchema, augments, noAugmentation } from './augmentation.ts';
import { formatAugmentation, parseAugmentation } from './augmentation-text.ts';
import { recipeSchema } from './recipe.ts';

describe('the short notation', () => {
  it('reads words with and without their amounts', () => {
    expect(parseAugmentation('flip, Crop4,rotate15.5,mixup,reflect')).toEqual({
      ok: true,
      value: { ...noAugmentation, horizontalFlip: true, crop: 4, rotation: 15.5, mixup: 0.2, fill: 'reflect' },
    });
    expect(parseAugmentation('none')).toEqual({ ok: true, value: noAugmentation });
  });

  it.each([
    ['flop', 'flop', 'the words are flip'],
    ['', '', 'the words are flip'],
    ['flip,', '', 'the words are flip'],
    ['flip2', 'flip2', 'the words are flip'],
    ['crop4,crop5', 'crop5', 'twice'],
    ['crop2.5', 'crop2.5', 'a whole number from 0 to 64'],
    ['rotate181', 'rotate181', 'a number from 0 to 180'],
    ['zoom1..2', 'zoom1..2', 'a number from 0 to 0.9'],
    ['black,edge', 'edge', 'twice'],
  ])('says of "%s" what is wrong', (text, item, detail) => {
    const parsed = parseAugmentation(text);
    expect(parsed).toMatchObject({ ok: false, error: { item } });
    expect(!parsed.ok && parsed.error.detail).toContain(detail);
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(anyAugmentation, (augmentation) => {
        expect(parseAugmentation(formatAugmentation(augmentation))).toEqual({
          ok: true,
          value: augments(augmentation) ? augmentation : noAugmentation,
        });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseAugmentation(text).ok === 'boolean'));
  });
});

describe('augmentation in a recipe', () => {
  it('is off in recipes from before it, and where it is not asked for', () => {
    expect(recipeSchema.parse({}).augmentation).toEqual(noAugmentation);
    expect(augments(noAugmentation)).toBe(false);
  });

  it.each([{ crop: -1 }, { crop: 1.5 }, { rotation: 200 }, { zoom: 1 }, { mixup: Infinity }, { fill: 'wrap' }])(
    'does not take %j',
    (settings) => {
      expect(augmentationSchema.safeParse(settings).success).toBe(false);
    },
  );
});

import { describe, expect, it } from 'vitest';
import {
  augmentationAmounts,
  augmentationSchema,
  fills,
  type Augmentation,
} from '../../../core/protocol/augmentation.ts';
import { readyExperiment } from '../../../core/protocol/ready-experiment.ts';
import { recipeSchema, type Recipe } from '../../../core/protocol/recipe.ts';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { Format } from '../../lib/format/format.ts';
import { recipeFacts } from './recipe-facts.ts';

const plain = recipeSchema.parse({});

function factsOf(changes: Partial<Recipe>, words: typeof en | typeof zh): string {
  const spec = { ...readyExperiment(), recipe: { ...plain, ...changes } };
  return JSON.stringify(recipeFacts(spec, words, new Format(words === en ? 'en-GB' : 'zh-CN')));
}

/** One change of every setting of a recipe; what is missing here does not compile. */
const changes: { readonly [Name in keyof Omit<Recipe, 'augmentation'>]: Recipe[Name] } = {
  epochs: 17,
  batchSize: 48,
  learningRate: 0.0123,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.987, epsilon: 1e-7 },
  schedule: { kind: 'cosine', floor: 0.1 },
  warmup: 0.05,
  labelSmoothing: 0.1,
  classWeights: 'balanced',
  l2: 0.0005,
  mixedPrecision: true,
  layerFigures: 25,
  seed: 99,
};

const augmentations: readonly Partial<Augmentation>[] = [
  { horizontalFlip: true },
  { verticalFlip: true },
  ...Object.entries(augmentationAmounts).map(([name, { usual }]) => ({ [name]: usual })),
  ...fills.slice(1).map((fill) => ({ crop: 4, fill })),
];

describe.each([
  ['English', en],
  ['Chinese', zh],
] as const)('the recipe of a run in %s', (_, words) => {
  it.each(Object.entries(changes))('tells its %s', (name, value) => {
    expect(factsOf({ [name]: value }, words)).not.toBe(factsOf({}, words));
  });

  it('tells each augmentation, and tells them apart', () => {
    const told = augmentations.map((one) => factsOf({ augmentation: augmentationSchema.parse(one) }, words));
    expect(new Set([factsOf({}, words), ...told]).size).toBe(augmentations.length + 1);
    for (const facts of told) expect(facts).toContain(words.augmentation.title);
    expect(factsOf({}, words)).not.toContain(words.augmentation.title);
  });
});

import { findPreset } from '../model/index.ts';
import { recipeSchema, type Recipe } from './recipe.ts';
import { runSpecSchema, type RunSpec } from './run-spec.ts';

const readyPreset = 'resnet20';
const readyDataset = 'mnist';

/** What every preset's recipe starts from: Adam under a one-cycle rate learns fast and forgives a rate that is not the best. */
const quick = {
  epochs: 3,
  batchSize: 64,
  learningRate: 0.002,
  schedule: { kind: 'oneCycle' },
  layerFigures: 50,
} as const;

/** What a preset needs that differs from `quick`. */
const particular: Readonly<Record<string, Partial<Record<keyof Recipe, unknown>>>> = {
  // Sigmoids have small gradients: more epochs, a higher rate.
  lenet5: { epochs: 5, learningRate: 0.004 },
  // No batch norm in front of the wide dense layers: a high rate throws them off.
  alexnet8: { learningRate: 0.0005 },
  vgg16: { learningRate: 0.0005 },
};

/** A sensible way to train a preset, or any other network, for a first look: a few epochs. */
export function defaultRecipe(preset: string | undefined): Recipe {
  return recipeSchema.parse({ ...quick, ...(preset === undefined ? {} : particular[preset]) });
}

/** The experiment a person finds on first start and can train at once: ResNet20 (He et al. 2015) on MNIST. */
export function readyExperiment(): RunSpec {
  const preset = findPreset(readyPreset);
  return runSpecSchema.parse({
    version: 1,
    name: `${preset?.title ?? readyPreset} on MNIST`,
    architecture: preset?.architecture,
    data: { dataset: readyDataset },
    recipe: defaultRecipe(readyPreset),
  });
}

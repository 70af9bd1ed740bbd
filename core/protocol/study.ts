import { z } from 'zod';
import { findPreset, isPairDepth, networkPair, pairDepths, type Preset } from '../model/index.ts';
import { defaultRecipe } from './ready-experiment.ts';
import { recipeSchema, type Recipe } from './recipe.ts';
import { backendChoices, dataChoiceSchema, runNameSchema } from './run-spec.ts';
import type { Sweep } from './sweep.ts';

const shared = {
  name: runNameSchema,
  seeds: z
    .array(z.number().int().min(0).max(0xffff_ffff))
    .min(1)
    .max(50)
    .refine((seeds) => new Set(seeds).size === seeds.length, 'a seed is named twice'),
  data: dataChoiceSchema,
  recipe: recipeSchema,
  backend: z.enum(backendChoices).default('auto'),
};

const depth = z
  .number()
  .refine(isPairDepth, `a depth is 6n + 2, from ${String(pairDepths.least)} to ${String(pairDepths.most)}`);

/** The five classic networks of the lesson, in the order of their years. */
export const familyNetworks = ['lenet5', 'alexnet8', 'vgg16', 'inception10', 'resnet18'] as const;

/**
 * A question that a sweep answers.
 * - `degradation`: whether deeper networks train worse, plain and with shortcuts; He et al. 2015 (arXiv:1512.03385), figure 6.
 * - `family`: how the classic networks compare on the same budget.
 */
export const studySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('degradation'),
    ...shared,
    depths: z
      .array(depth)
      .min(1)
      .max(10)
      .refine((depths) => new Set(depths).size === depths.length, 'a depth is named twice'),
  }),
  z.object({ kind: z.literal('family'), ...shared, networks: z.array(z.enum(familyNetworks)).min(2) }),
]);
export type Study = z.infer<typeof studySchema>;
export type DegradationStudy = Extract<Study, { kind: 'degradation' }>;

/** One network of a study; the sweep's trial of the same index trains it. */
export interface StudyVariant {
  readonly preset: Preset;
  /** Of the degradation study: layers deep, and whether it has shortcuts. */
  readonly depth?: number;
  readonly residual?: boolean;
}

/** The shallow before the deep, and of each depth the plain network before the residual one. */
export function studyVariants(study: Study): readonly StudyVariant[] {
  if (study.kind === 'family')
    return familyNetworks
      .filter((name) => study.networks.includes(name))
      .flatMap((name) => {
        const preset = findPreset(name);
        return preset === undefined ? [] : [{ preset }];
      });
  return [...study.depths]
    .sort((a, b) => a - b)
    .flatMap((layers) => {
      const pair = networkPair(layers);
      if (pair === undefined) return [];
      return [
        { preset: pair.plain, depth: layers, residual: false },
        { preset: pair.residual, depth: layers, residual: true },
      ];
    });
}

/** The sweep that answers a study. */
export function sweepOfStudy(study: Study): Sweep {
  const networks = studyVariants(study).map(({ preset }) => ({
    name: preset.title,
    architecture: preset.architecture,
  }));
  return {
    version: 1,
    name: study.name,
    base: {
      version: 1,
      name: study.name,
      architecture: networks[0]?.architecture,
      data: study.data,
      recipe: study.recipe,
      backend: study.backend,
    },
    axes: [{ kind: 'network', networks }],
    search: { kind: 'grid' },
    seeds: study.seeds,
    stopping: { kind: 'none' },
  };
}

/** Records of layers in a whole training: as many as a map shows. */
const layerRecords = 60;

/** A recipe for a study: that of its residual network but for these changes, with records of layers as often as a map shows. */
export function studyRecipe(changes: Omit<Partial<Recipe>, 'layerFigures'>, trainSize: number): Recipe {
  const recipe = recipeSchema.parse({ ...defaultRecipe('resnet20'), ...changes });
  const steps = Math.ceil(trainSize / recipe.batchSize) * recipe.epochs;
  return { ...recipe, layerFigures: Math.max(1, Math.floor(steps / layerRecords)) };
}

/** Seeds from 1. */
export function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

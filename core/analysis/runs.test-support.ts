import { findPreset } from '../model/index.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import { settingsOf, type RunSummary } from '../protocol/runs.ts';
import type { ComparedRun } from './differences.ts';
import { parseQuery } from './query/query.ts';

interface Given {
  readonly id?: string;
  readonly preset?: string;
  readonly recipe?: Record<string, unknown>;
  readonly dataset?: string;
  /** Of the last epoch; undefined: it has none. */
  readonly accuracy?: number | undefined;
  readonly summary?: Partial<RunSummary>;
}

/** A completed run with what is given, and usual values for the rest. */
export function comparedRun({ id = 'a', preset = 'lenet5', accuracy = 0.9, ...given }: Given): ComparedRun {
  const recipe = recipeSchema.parse(given.recipe ?? {});
  const { title = '', architecture } = findPreset(preset) ?? {};
  const dataset = given.dataset ?? 'mnist';
  const epoch = {
    epoch: 3,
    step: 30,
    loss: 0.4,
    accuracy: 0.85,
    valLoss: 1 - accuracy,
    valAccuracy: accuracy,
    seconds: 1,
    imagesPerSecond: 100,
  };
  return {
    summary: {
      id,
      name: `Run ${id}`,
      status: 'completed',
      architecture: title,
      dataset,
      tags: [],
      notes: '',
      starred: false,
      settings: settingsOf(recipe),
      createdAt: 1,
      backend: 'compiled',
      epochs: 3,
      step: 30,
      trainingSeconds: 3,
      lastEpoch: epoch,
      bestEpoch: epoch,
      ...given.summary,
    },
    spec: {
      version: 1,
      name: `Run ${id}`,
      architecture,
      data: { dataset, validation: { kind: 'test' } },
      recipe,
      backend: 'auto',
    },
  };
}

/** Ids of the runs that a query finds, one after the other. */
export function idsFound(runs: readonly RunSummary[], query: string): string {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return runs
    .filter((run) => parsed.value(run))
    .map(({ id }) => id)
    .join('');
}

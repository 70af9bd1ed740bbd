import { describe, expect, it } from 'vitest';
import { inferArchitecture, parseArchitecture, presets } from '../model/index.ts';
import { defaultRecipe, readyExperiment } from './ready-experiment.ts';
import { recipeSchema } from './recipe.ts';
import { runSpecSchema } from './run-spec.ts';

describe('the ready experiment', () => {
  it('is a valid run of ResNet20 on MNIST', () => {
    const spec = readyExperiment();
    expect(runSpecSchema.parse(spec)).toEqual(spec);
    const parsed = parseArchitecture(spec.architecture);
    if (!parsed.ok) throw new Error('its architecture must parse');
    const inference = inferArchitecture(parsed.value, { input: [28, 28, 1], classes: 10 });
    expect(inference.problems).toEqual([]);
    expect(inference.totals.params.total).toBe(270_810);
    expect(spec.data.dataset).toBe('mnist');
  });

  it('survives the way through JSON', () => {
    expect(runSpecSchema.parse(JSON.parse(JSON.stringify(readyExperiment())))).toEqual(readyExperiment());
  });
});

describe('defaultRecipe', () => {
  it('is a complete recipe for every preset and for a file', () => {
    for (const name of [...presets.map((preset) => preset.name), undefined]) {
      const recipe = defaultRecipe(name);
      expect(recipeSchema.parse(recipe)).toEqual(recipe);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { invalidSetting } from './setting-fault.ts';
import { wordProblem } from './word-problem.ts';

const schema = z.strictObject({
  recipe: z.object({
    epochs: z.int().min(1).max(10).default(1),
    rate: z.number().gt(0).lt(1).default(0.5),
    name: z.string().trim().min(1).max(5).default('a'),
    seeds: z.array(z.number()).min(2).default([1, 2]),
    kind: z.enum(['sgd', 'adam']).default('sgd'),
    nesterov: z.boolean().default(false),
    decay: z
      .number()
      .refine((value) => value !== 7, 'seven is taken.')
      .default(0),
  }),
});

function problemOf(input: unknown): ReturnType<typeof invalidSetting>['problem'] {
  const { error } = schema.safeParse(input);
  if (error === undefined) throw new Error('nothing is wrong with it');
  return invalidSetting(error, 'of the run').problem;
}

describe('a setting that its schema refuses', () => {
  it.each<[object, string, RegExp]>([
    [{ epochs: 0 }, 'epochs', /it must be at least 1\.$/],
    [{ epochs: 11 }, 'epochs', /it can be 10 at most\.$/],
    [{ epochs: 1.5 }, 'epochs', /it is not a whole number\.$/],
    [{ rate: 0 }, 'rate', /it must be more than 0\.$/],
    [{ rate: 1 }, 'rate', /it must be less than 1\.$/],
    [{ rate: '1' }, 'rate', /it is not a number\.$/],
    [{ rate: NaN }, 'rate', /it is not a number\.$/],
    [{ name: ' ' }, 'name', /it is empty\.$/],
    [{ name: 'longer' }, 'name', /it can have 5 entries or letters at most\.$/],
    [{ name: 1 }, 'name', /it is not a text\.$/],
    [{ seeds: [1] }, 'seeds', /at least 2 entries or letters\.$/],
    [{ seeds: [1, null] }, 'seeds.1', /it is not a number\.$/],
    [{ kind: 'rmsprop' }, 'kind', /it is none of sgd, adam\.$/],
    [{ nesterov: 1 }, 'nesterov', /it is neither true nor false\.$/],
    [{ decay: 7 }, 'decay', /seven is taken\.$/],
  ])('%j is told of in the language of the person', (recipe, path, words) => {
    const problem = problemOf({ recipe });
    expect(problem).toMatchObject({ code: 'invalid-run-spec', facts: { path: `recipe.${path}` } });
    expect(wordProblem(problem, 'en')).toMatch(words);
    if (path !== 'decay') expect(wordProblem(problem, 'zh')).not.toMatch(/\b(?:it|is|must|than)\b/u);
  });

  it('says what is wrong with the settings as a whole', () => {
    expect(wordProblem(problemOf(undefined), 'en')).toMatch(/setting of the run .*it is not what belongs there\.$/);
    expect(wordProblem(problemOf({ recipe: {}, more: 1 }), 'en')).toMatch(/settings that are not known: more\.$/);
  });
});

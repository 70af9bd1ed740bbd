import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedRun, idsFound } from '../runs.test-support.ts';
import { queryProblemWordings } from './problems.ts';
import { parseQuery } from './query.ts';

const runs = [
  comparedRun({
    id: 'a',
    accuracy: 0.95,
    summary: {
      name: 'First try',
      tags: ['week 1', 'baseline'],
      starred: true,
      createdAt: new Date(2026, 10, 24, 9).getTime(),
    },
  }),
  comparedRun({
    id: 'b',
    accuracy: 0.97,
    dataset: 'fashion-mnist',
    recipe: { learningRate: 0.1, optimizer: { kind: 'sgd' }, seed: 7 },
    summary: {
      trainingSeconds: 7200,
      createdAt: new Date(2026, 10, 25, 0).getTime(),
      params: { total: 1_500_000, trainable: 1 },
    },
  }),
  comparedRun({
    id: 'c',
    summary: { status: 'failed', notes: 'Too high a rate', bestEpoch: undefined, lastEpoch: undefined },
  }),
].map(({ summary }) => summary);

const found = (query: string): string => idsFound(runs, query);

describe('a query', () => {
  it.each<[string, string]>([
    ['', 'abc'],
    ['  ', 'abc'],
    ['accuracy > 0.95', 'b'],
    ['accuracy>=95%', 'ab'],
    ['accuracy = 95%', 'a'],
    ['accuracy!=0.95', 'b'],
    ['ACCURACY < 0.96 tag:baseline', 'a'],
    ['dataset:mnist', 'abc'],
    ['dataset=mnist', 'ac'],
    ['dataset!=mnist', 'b'],
    ['dataset:cifar,fashion', 'b'],
    ['tag:"week 1"', 'a'],
    ['tag:x', ''],
    ['-tag:baseline', 'bc'],
    ['status:failed', 'c'],
    ['-status:failed', 'ab'],
    ['starred:yes', 'a'],
    ['starred=no', 'bc'],
    ['starred!=yes', 'bc'],
    ['optimizer:sgd lr>0.05', 'b'],
    ['lr = 1e-3', 'ac'],
    ['seed:7', 'b'],
    ['params > 1M', 'b'],
    ['time >= 2h', 'b'],
    ['time < 1min', 'ac'],
    ['started:2026-11-24', 'a'],
    ['started > 2026-11-24', 'b'],
    ['started <= 2026-11-24', 'ac'],
    ['first', 'a'],
    ['"first try"', 'a'],
    ['try first', 'a'],
    ['rate -first', 'c'],
    ['notes:"too high"', 'c'],
    ['-5', 'abc'],
    ['ResNet-20', ''],
    ['lenet-5', 'abc'],
  ])('%s', (query, ids) => {
    expect(found(query)).toBe(ids);
  });

  it('looks for words in what else is shown of a run', () => {
    const parsed = parseQuery('失败', (run) => (run.status === 'failed' ? '失败' : ''));
    expect(parsed.ok && runs.filter((run) => parsed.value(run)).map(({ id }) => id)).toEqual(['c']);
  });

  it.each<[string, string, string]>([
    ['acuracy > 0.9', 'unknown-field', 'acuracy'],
    ['tag:x accuracy >', 'missing-value', '>'],
    ['accuracy > > 3', 'missing-value', '>'],
    ['> 0.9', 'missing-field', '>'],
    ['name:"half', 'unclosed-quote', '"half'],
    ['accuracy > high', 'not-a-number', 'high'],
    ['time > 2y', 'not-a-number', '2y'],
    ['started > 2026-13-01', 'not-a-date', '2026-13-01'],
    ['started:2026-02-30', 'not-a-date', '2026-02-30'],
    ['starred:maybe', 'not-yes-or-no', 'maybe'],
    ['dataset > mnist', 'no-order', '>'],
    ['starred > yes', 'no-order', '>'],
  ])('%s is refused as %s, with its place', (query, code, place) => {
    const parsed = parseQuery(query);
    expect(parsed).toMatchObject({ ok: false, error: { code } });
    if (parsed.ok) return;
    const { from, to, facts } = parsed.error;
    expect(query.slice(from, to)).toBe(place);
    const wanted = [...queryProblemWordings[parsed.error.code].matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
    expect(Object.keys(facts).sort()).toEqual(wanted.sort());
  });

  it('never throws, and places what is wrong within itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z<>=:!" -]{0,20}$/)), (query) => {
        const parsed = parseQuery(query);
        if (parsed.ok) for (const run of runs) expect(typeof parsed.value(run)).toBe('boolean');
        else
          expect(parsed.error.from >= 0 && parsed.error.to <= query.length && parsed.error.from < parsed.error.to).toBe(
            true,
          );
      }),
    );
  });
});

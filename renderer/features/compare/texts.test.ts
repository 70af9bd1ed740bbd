import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../core/analysis/index.ts';
import { comparedRun } from '../../../core/analysis/runs.test-support.ts';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { Format } from '../../lib/format/format.ts';
import { parseRoute } from '../../state/router.svelte.ts';
import { differenceRows } from './difference-rows.ts';
import { findingTexts, variantName } from './verdict-text.ts';

const format = new Format('en-GB');

describe('the table of differences', () => {
  it('speaks of settings as the recipe form does, in both languages', () => {
    const comparison = compareRuns([
      comparedRun({ id: 'a' }),
      comparedRun({
        id: 'b',
        preset: 'baseline',
        accuracy: 0.95,
        recipe: { optimizer: { kind: 'sgd', nesterov: true }, augmentation: { crop: 4 }, labelSmoothing: 0.1 },
      }),
    ]);
    const rows = new Map(differenceRows(comparison, en, format).map((row) => [row.label, row]));
    expect(rows.get('Optimizer')?.values).toEqual(['Adam', 'SGD']);
    expect(rows.get('Nesterov')?.values).toEqual(['–', 'On']);
    expect(rows.get('Augmentation: Random crop')?.values).toEqual(['0', '4']);
    expect(rows.get('Label smoothing')?.values).toEqual(['0', '0.1']);
    expect(rows.get('Changes in the network')?.values[0]).toBe('compared with this');
    expect(rows.get('Last validation accuracy')).toMatchObject({ values: ['90.00%', '95.00%'], best: [1] });
    for (const { label } of differenceRows(comparison, zh, format)) expect(label).not.toMatch(/^recipe|^data/u);
  });
});

describe('the verdict', () => {
  const found = { first: 0, second: 1, paired: true, count: 3, difference: -0.0123 };
  const about = { figure: 'lastAccuracy', confidence: 0.95 } as const;

  it('claims only what was found, with what it stands on', () => {
    const interval = { low: -0.02, high: -0.004 };
    expect(findingTexts(about, { ...found, finding: 'worse', interval, effect: -1.5 }, en.compare, format)).toEqual({
      claim: 'B is worse than A by 1.23 points.',
      grounds: ['95% interval of the difference: -2 points to -0.4 points', 'Hedges’ g -1.5', '3 pairs of equal seeds'],
    });
    const open = {
      ...found,
      finding: 'undecided',
      interval: { low: -0.1, high: 0.1 },
      effect: 0.2,
      moreSeeds: 4,
    } as const;
    expect(findingTexts(about, open, en.compare, format).grounds.at(-1)).toMatch(/about 4 more seeds of each/u);
    expect(findingTexts(about, { ...found, finding: 'too-few' }, en.compare, format).grounds).toEqual([]);
    expect([0, 25, 26].map(variantName)).toEqual(['A', 'Z', 'AA']);
  });
});

describe('the address of a comparison', () => {
  it('names its runs, each once', () => {
    expect(parseRoute('#/runs/compare/a,b,a')).toEqual({ place: 'runs', run: undefined, compared: ['a', 'b'] });
    expect(parseRoute('#/runs/20260102-k3f9tq')).toEqual({ place: 'runs', run: '20260102-k3f9tq' });
  });
});

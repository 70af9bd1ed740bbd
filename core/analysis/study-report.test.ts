import { describe, expect, it } from 'vitest';
import { studyRecipe, studySchema } from '../protocol/study.ts';
import { studyReport } from './study-report.ts';
import { studyResult, type StudyRun } from './study-result.ts';
import { studyText } from './study-text.ts';
import { studyWordsEn } from './study-words.ts';

const hostile = '</script><script>alert(1)</script><img src=x onerror="alert(1)">';
const study = studySchema.parse({
  kind: 'degradation',
  name: hostile,
  depths: [8, 14],
  seeds: [1, 2, 3],
  data: { dataset: hostile, limit: 100 },
  recipe: studyRecipe({ epochs: 2 }, 100),
});

const runs: StudyRun[] = [0.1, 0.1, 0.3, 0.08].flatMap((error, variant) =>
  [1, 2, 3].map((seed) => ({
    id: hostile,
    variant,
    seed,
    status: 'completed' as const,
    epochsAsked: 2,
    epochs: [1, 2].map((epoch) => ({
      epoch,
      step: epoch,
      loss: NaN,
      accuracy: 1 - error - 0.001 * ((seed * (variant + 1)) % 4),
      valLoss: 1,
      valAccuracy: 0.5,
      seconds: 1,
      imagesPerSecond: 1,
    })),
  })),
);

const figures = { gradientNorm: Float32Array.of(1, 0.5, 0.25, 0.125) };
const nothing = new Float32Array(4).fill(NaN);
const history = {
  layers: [
    { name: hostile, kind: 'conv' },
    { name: 'output', kind: 'dense' },
  ],
  step: Uint32Array.of(1, 2),
  figures: {
    ...figures,
    weightNorm: nothing,
    updateRatio: nothing,
    activationMean: nothing,
    activationDeviation: nothing,
    deadShare: nothing,
  },
};

describe('the report of a study', () => {
  const result = studyResult(study, runs);
  const html = studyReport({
    result,
    runs,
    layers: [{ variant: 0, history }],
    device: 'CPU',
    words: studyWordsEn,
  });

  it('loads nothing, runs nothing, and lets no name become markup', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toMatch(/<script(?! type="application\/json")/);
    expect(html).not.toMatch(/(?:src|href)=["']|url\(|@import/);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('NaN');
  });

  it('carries its data, the names as they are', () => {
    const text = /<script type="application\/json" id="study">(.*)<\/script>/s.exec(html)?.[1] ?? '';
    const data = JSON.parse(text) as { study: { name: string }; runs: unknown[]; layers: { gradientNorm: number[] }[] };
    expect(data.study.name).toBe(hostile);
    expect(data.runs).toHaveLength(12);
    // Layer after layer, over the steps.
    expect(data.layers[0]?.gradientNorm).toEqual([1, 0.25, 0.5, 0.125]);
  });

  it('says what the seeds carry, and no more', () => {
    const text = studyText(result, studyWordsEn);
    expect(text.headline).toMatch(/^Degradation shows/);
    expect(text.claims[0]?.claim).toMatch(/^Plain-14 has a larger training error than Plain-8, by \d+\.\d\d points\.$/);
    expect(text.claims[0]?.grounds.join()).toMatch(/98\.3% interval.*3 pairs of equal seeds/);
    const few = studyText(studyResult(study, runs.slice(0, 1)), studyWordsEn);
    expect(few.headline).toMatch(/Nothing can be said yet/);
    expect(few.claims.map(({ claim }) => claim).join()).not.toMatch(/larger|smaller/);
  });
});

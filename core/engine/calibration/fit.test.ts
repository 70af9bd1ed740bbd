import { describe, expect, it } from 'vitest';
import { randomStream, workKinds, type Work, type WorkKind } from '../../model/index.ts';
import { fitRates, type Sample } from './fit.ts';

/** Speeds of an invented machine, as far apart as those of a real one. */
const known = Object.fromEntries(workKinds.map((kind, i) => [kind, 10 ** (-4 - (i % 7)) * (1 + i / 5)])) as Record<
  WorkKind,
  number
>;

const seconds = (work: Work, rates = known): number =>
  workKinds.reduce((total, kind) => total + work[kind] * rates[kind], 0);

/** Steps that take between 1 and some 10 ms of each of a few kinds of work. */
function samples(count: number, rates = known): Sample[] {
  const uniform = randomStream(5, 'samples');
  return Array.from({ length: count }, () => {
    const work = Object.fromEntries(
      workKinds.map((kind) => [kind, uniform() < 0.4 ? (0.001 + 0.01 * uniform()) / (rates[kind] || 1e-9) : 0]),
    ) as Record<WorkKind, number>;
    work.steps = 1;
    return { work, seconds: seconds(work, rates) };
  });
}

describe('fitting a machine', () => {
  it('finds the speeds behind exact measurements', () => {
    const { secondsPer, error } = fitRates(samples(40));
    for (const kind of workKinds) expect(secondsPer[kind] / known[kind], kind).toBeCloseTo(1, 3);
    expect(error).toBeLessThan(1e-4);
  });

  it('never finds a negative speed', () => {
    const noisy = samples(20).map((sample, i) => ({ ...sample, seconds: sample.seconds * (i % 2 === 0 ? 1.6 : 0.6) }));
    const { secondsPer, error } = fitRates(noisy);
    for (const kind of workKinds) expect(secondsPer[kind], kind).toBeGreaterThanOrEqual(0);
    expect(error).toBeGreaterThan(0.05);
  });

  it('is not led astray by one measurement that something else slowed down', () => {
    const disturbed = samples(40).map((sample, i) => (i === 7 ? { ...sample, seconds: sample.seconds * 5 } : sample));
    const { secondsPer } = fitRates(disturbed);
    for (const sample of samples(60).slice(40))
      expect(seconds(sample.work, secondsPer) / sample.seconds).toBeCloseTo(1, 1);
  });

  it('knows nothing of a kind that was not measured', () => {
    const without = samples(40).map(({ work }) => {
      const less = { ...work, draws: 0 };
      return { work: less, seconds: seconds(less) };
    });
    expect(fitRates(without).secondsPer.draws).toBe(0);
  });
});

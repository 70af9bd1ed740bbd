import { describe, expect, it } from 'vitest';
import { randomStream } from '../model/index.ts';
import { judgeRates } from './rate-finding.ts';

const steps = 150;
const rates = Array.from({ length: steps }, (_, at) => 1e-6 * 1e7 ** (at / (steps - 1)));

/** Stays at 2.3, falls to 0.5 around a rate of 10^middle, and grows without bounds above 1. */
function course(middle: number, noise: number): { rates: number[]; losses: number[]; diverged: boolean } {
  const uniform = randomStream(5, 'noise');
  const losses = rates.map((rate) => {
    const fallen = 1.8 / (1 + Math.exp(-4 * (Math.log10(rate) - middle)));
    return 2.3 - fallen + (rate > 1 ? (rate - 1) ** 2 : 0) + noise * (uniform() - 0.5);
  });
  return { rates, losses, diverged: false };
}

describe('the suggested rate', () => {
  it.each([-4, -3, -2])('is where the loss falls the most steeply: 10^%d', (middle) => {
    const clean = judgeRates(course(middle, 0)).suggestion;
    expect(Math.log10(clean?.rate ?? 0)).toBeCloseTo(middle, 1);
    const noisy = judgeRates(course(middle, 0.5)).suggestion;
    expect(Math.abs(Math.log10(noisy?.rate ?? 0) - middle)).toBeLessThan(0.35);
  });

  it('has two digits, and is that of a step', () => {
    const { suggestion } = judgeRates(course(-3, 0));
    expect(Number((suggestion?.rate ?? 0).toPrecision(2))).toBe(suggestion?.rate);
    expect(rates[suggestion?.step ?? 0]).toBeCloseTo(suggestion?.rate ?? 0, 4);
  });

  it('is none where the loss only grows, or falls by no more than noise', () => {
    expect(judgeRates({ rates, losses: rates.map((rate) => 2.3 + rate), diverged: true }).suggestion).toBeUndefined();
    const uniform = randomStream(6, 'noise');
    const flat = rates.map(() => 2.3 + 0.5 * (uniform() - 0.5));
    expect(judgeRates({ rates, losses: flat, diverged: false }).suggestion).toBeUndefined();
    expect(judgeRates({ rates: [], losses: [], diverged: false })).toEqual({ smooth: [], suggestion: undefined });
  });

  it('keeps a constant as it is', () => {
    const { smooth } = judgeRates({ rates, losses: rates.map(() => 2), diverged: false });
    for (const value of smooth) expect(value).toBeCloseTo(2, 12);
  });
});

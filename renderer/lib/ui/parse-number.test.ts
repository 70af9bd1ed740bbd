import { describe, expect, it } from 'vitest';
import { nudge, parseNumber } from './parse-number.ts';

describe('parseNumber', () => {
  it('reads what people write', () => {
    expect(parseNumber(' 1e-3 ', {})).toEqual({ value: 0.001 });
    expect(parseNumber('0,5', {})).toEqual({ value: 0.5 });
    expect(parseNumber('.5', {})).toEqual({ value: 0.5 });
    expect(parseNumber('', { optional: true })).toEqual({ value: undefined });
  });

  it.each([
    ['', {}, 'notNumber'],
    ['ten', {}, 'notNumber'],
    ['1_000', {}, 'notNumber'],
    ['0x10', {}, 'notNumber'],
    ['1e999', {}, 'tooLarge'],
    ['2.5', { whole: true }, 'notWhole'],
    ['0', { min: 1 }, 'tooSmall'],
    ['0', { min: 0, aboveMin: true }, 'tooSmallStrict'],
    ['1.01', { max: 1 }, 'tooLarge'],
  ] as const)('refuses %j under %j as %s', (text, rule, fault) => {
    expect(parseNumber(text, rule)).toEqual({ fault });
  });
});

describe('nudge', () => {
  it('steps whole numbers by one and others by their last digit, within the rule', () => {
    expect(nudge(10, 1, { whole: true })).toBe(11);
    expect(nudge(0.002, 1, {})).toBe(0.003);
    expect(nudge(0.001, -1, {})).toBe(0.0009);
    expect(nudge(1, -1, { whole: true, min: 1 })).toBe(1);
    expect(nudge(0.9, 1, { max: 0.95 })).toBe(0.9);
  });

  it('goes to the next multiple of a large step', () => {
    const filters = { whole: true, min: 1, max: 100 };
    expect(nudge(10, 1, filters, 16)).toBe(16);
    expect(nudge(32, -1, filters, 16)).toBe(16);
    expect(nudge(10, -1, filters, 16)).toBe(1);
    expect(nudge(96, 1, filters, 16)).toBe(100);
  });
});

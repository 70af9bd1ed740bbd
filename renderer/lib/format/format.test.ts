import { describe, expect, it } from 'vitest';
import { Format, formatDimensions } from './format.ts';

const en = new Format('en-GB');
const zh = new Format('zh-CN');

describe('Format', () => {
  it('writes counts with the prefixes of the field', () => {
    expect([0, 144, 9999, 10_000, 270_810, 999_700, 11_182_410, 1.5e9].map((value) => en.count(value))).toEqual([
      '0',
      '144',
      '9,999',
      '10 k',
      '271 k',
      '1 M',
      '11.2 M',
      '1.5 G',
    ]);
  });

  it('writes durations in their two largest units, and carries over', () => {
    expect(
      [0.04, 9.94, 9.96, 59.4, 59.6, 185, 3599.7, 7800, 86_400 * 2 + 3600].map((seconds) => en.duration(seconds)),
    ).toEqual(['0.0s', '9.9s', '10s', '59s', '1m 00s', '3m 05s', '1h 00m', '2h 10m', '2d 1h']);
    expect(zh.duration(185)).toBe('3分钟 05秒');
    expect(en.duration(Infinity)).toBe('–');
  });

  it('writes losses so that they say something at every size', () => {
    expect([2.302585, 0.0349, 0.00001234, 123_456].map((value) => en.loss(value))).toEqual([
      '2.3026',
      '0.0349',
      '1.23e-5',
      '1.23e+5',
    ]);
    expect(en.loss(NaN)).toBe('–');
  });

  it('writes fractions as percent, and small rates short', () => {
    expect(en.percent(0.97157)).toBe('97.16%');
    expect(en.percent(0.5, 0)).toBe('50%');
    expect([0.002, 0.00008, 8e-5 / 4].map((value) => en.significant(value))).toEqual(['0.002', '8e-5', '2e-5']);
  });

  it('writes sizes of memory and of tensors', () => {
    expect(en.bytes(1_940_000)).toMatch(/^1\.94 MB$/);
    expect([0, 512, 1000].map((value) => en.bytes(value))).toEqual(['0 B', '512 B', '1 kB']);
    expect(formatDimensions([32, 32, 3])).toBe('32×32×3');
  });

  it('says the year only where it is another', () => {
    const now = Date.UTC(2026, 5, 1, 12);
    expect(en.dateTime(Date.UTC(2026, 4, 3, 12), now)).not.toContain('2026');
    expect(en.dateTime(Date.UTC(2025, 4, 3, 12), now)).toContain('2025');
  });
});

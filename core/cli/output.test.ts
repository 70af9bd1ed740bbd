import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLarge,
  formatLoss,
  formatNumberOf,
  formatPercent,
} from './format.ts';
import { formatTable } from './output.ts';

describe('figures for people', () => {
  it.each([
    [formatCount(1234567), '1,234,567'],
    [formatNumberOf(1, 'epoch'), '1 epoch'],
    [formatNumberOf(1200, 'epoch'), '1,200 epochs'],
    [formatLarge(999), '999'],
    [formatLarge(651_720), '652 k'],
    [formatLarge(40_551_040), '40.6 M'],
    [formatLarge(3.33e9), '3.33 G'],
    [formatBytes(80), '80 B'],
    [formatBytes(3136), '3.06 KiB'],
    [formatBytes(640 * 2 ** 20), '640 MiB'],
    [formatBytes(1.2 * 2 ** 30), '1.20 GiB'],
    [formatPercent(0.97416), '97.42%'],
    [formatDuration(187), '3:07'],
    [formatDuration(3765), '1:02:45'],
    [formatDuration(59.6), '1:00'],
    [formatLoss(0.04213), '0.0421'],
    [formatLoss(1.2e-7), '1.2e-7'],
    [formatLoss(0), '0.0000'],
  ])('%s', (figure, expected) => {
    expect(figure).toBe(expected);
  });
});

describe('formatTable', () => {
  it('lines its columns up', () => {
    const table = formatTable(
      [{ title: 'Name' }, { title: 'Size', align: 'right' }],
      [
        ['a', '1'],
        ['longer', '12,345'],
      ],
    );
    expect(table.split('\n')).toEqual(['Name      Size', '──────  ──────', 'a            1', 'longer  12,345']);
  });

  it('stays one with letters that are two columns wide, and with line breaks in a name', () => {
    const table = formatTable(
      [{ title: 'Name' }, { title: 'Size' }],
      [
        ['卷积', '1'],
        ['a\nb', '2'],
      ],
    );
    expect(table.split('\n')).toEqual(['Name  Size', '────  ────', '卷积  1', 'a b   2']);
  });
});

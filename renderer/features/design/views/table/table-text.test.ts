import { describe, expect, it } from 'vitest';
import { toCsv, toMarkdown } from './table-text.ts';

const table = [
  ['Layer', 'Parameters'],
  ['Dense, "last"', 1290],
  ['  a|b', 7],
];

describe('toCsv', () => {
  it('quotes what would end a cell', () => {
    expect(toCsv(table)).toBe('Layer,Parameters\r\n"Dense, ""last""",1290\r\n  a|b,7\r\n');
  });
});

describe('toMarkdown', () => {
  it('aligns numbers to the right and keeps nesting', () => {
    expect(toMarkdown(table)).toBe(
      [
        '| Layer         | Parameters |',
        '| ------------- | ---------: |',
        '| Dense, "last" |       1290 |',
        '| \u00a0\u00a0a\\|b        |          7 |',
        '',
      ].join('\n'),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { extendTo, noSelection, selectedOf, toggleAll, toggleMany, toggleRow } from './run-selection.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');

describe('the selection of runs', () => {
  it('takes and leaves single rows', () => {
    const one = toggleRow(toggleRow(noSelection, 'a'), 'c');
    expect(ids(one)).toBe('ac');
    expect(ids(toggleRow(one, 'a'))).toBe('c');
    expect(ids(noSelection)).toBe('');
  });

  it('draws a range either way from the row that was taken last, and keeps what was there', () => {
    const from = toggleRow(toggleRow(noSelection, 'a'), 'c');
    expect(ids(extendTo(from, 'd', rows))).toBe('acd');
    expect(ids(extendTo(from, 'b', rows))).toBe('abc');
    expect(ids(extendTo(extendTo(from, 'd', rows), 'b', rows))).toBe('abcd');
    expect(ids(extendTo(noSelection, 'b', rows))).toBe('b');
    expect(ids(extendTo(toggleRow(noSelection, 'gone'), 'b', rows))).toBe('bgone');
  });

  it('takes all that is shown, then none', () => {
    const all = toggleAll(toggleRow(noSelection, 'a'), rows);
    expect(ids(all)).toBe('abcd');
    expect(toggleAll(all, rows)).toBe(noSelection);
    expect(ids(toggleAll(all, [...rows, { id: 'e' }]))).toBe('abcde');
    expect(ids(toggleAll(noSelection, []))).toBe('');
  });

  it('takes a whole group beside what is selected, then leaves it', () => {
    const group = rows.slice(1, 3);
    const some = toggleMany(toggleRow(toggleRow(noSelection, 'a'), 'b'), group);
    expect(ids(some)).toBe('abc');
    expect(ids(toggleMany(some, group))).toBe('a');
  });

  it('acts on what is shown alone', () => {
    expect(selectedOf(toggleRow(toggleRow(noSelection, 'a'), 'hidden'), rows)).toEqual([{ id: 'a' }]);
  });
});

/** A promise and what was measured. `value` is undefined where a contender was missing. */
export interface Verdict {
  readonly what: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly target: string;
  readonly met: boolean | undefined;
}

export function atLeast(what: string, value: number | undefined, unit: string, target: number): Verdict {
  return { what, value, unit, target: `>= ${target}`, met: value === undefined ? undefined : value >= target };
}

export function atMost(what: string, value: number, unit: string, target: number): Verdict {
  return { what, value, unit, target: `<= ${target}`, met: value <= target };
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function formatNumber(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

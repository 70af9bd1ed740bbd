import { describeProblem, type Problem } from '../protocol/problems.ts';

/** The one document that `--json` prints. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For people, wherever standard output goes. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A problem as `--json` prints it. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly facts: Problem['facts'];
}

export function errorDocument(problem: Problem): ErrorDocument {
  return { code: problem.code, message: describeProblem(problem).trim(), facts: problem.facts };
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Text in columns, as wide as their widest cell, with a line under the titles. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        return align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

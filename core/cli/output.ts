import { describeProblem, type Problem } from '../protocol/problems.ts';

/** The one document that `--json` prints. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

const colorCodes = { red: 31, green: 32, yellow: 33, cyan: 36, gray: 90 } as const;

/** A line in a color, where standard output is a terminal and the person has not asked for none (no-color.org). */
export function printMarked(line: string, color: keyof typeof colorCodes): void {
  const colored = process.stdout.isTTY && !process.env.NO_COLOR;
  const text = harmless(line);
  process.stdout.write(colored ? `\u001b[${String(colorCodes[color])}m${text}\u001b[0m\n` : `${text}\n`);
}

/** For people, wherever standard output goes. */
export function tell(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/** A name out of a file must not steer the terminal: control characters, and those that turn the direction of writing, are replaced. */
function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
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

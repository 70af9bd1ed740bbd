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

/** Text for one cell or line: whatever a name of a file holds, the table stays one. */
export function oneLine(text: string): string {
  return text.replace(/[\t\n\v\f\r\u2028\u2029]+/gu, ' ');
}

/** Columns of a terminal: Chinese, Japanese and Korean letters and most pictures take two, and marks on letters none. */
function widthOf(text: string): number {
  const wide = text.match(
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu,
  );
  const pictures = text.match(/[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu);
  const marks = text.match(/\p{Mn}/gu);
  return Array.from(text).length + (wide?.length ?? 0) + (pictures?.length ?? 0) - (marks?.length ?? 0);
}

/** Text in columns, as wide as their widest cell, with a line under the titles. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map((_, at) => oneLine(row[at] ?? ''))),
  ];
  const widths = columns.map((_, at) => lines.reduce((most, cells) => Math.max(most, widthOf(cells[at] ?? '')), 0));
  const [titles = '', ...texts] = lines.map((cells) =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
  return [titles, widths.map((width) => '─'.repeat(width)).join('  '), ...texts].join('\n');
}

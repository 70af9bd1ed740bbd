/** A table as text to paste elsewhere; the first row holds the titles. */
export type TextTable = readonly (readonly (string | number)[])[];

/** RFC 4180: cells with commas, quotes or line ends are quoted, and lines end in CR LF. */
export function toCsv(table: TextTable): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return table.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** GitHub's tables: padded so that the text can be read as it is, numbers to the right. */
export function toMarkdown(table: TextTable): string {
  const [titles = [], ...rows] = table.map((row) => row.map((value) => escape(String(value))));
  const numeric = titles.map((_, column) => table.slice(1).every((row) => typeof row[column] === 'number'));
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width, numeric[column] === true)).join(' | ')} |\n`;
  const rule = widths.map((width, column) =>
    numeric[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return line(titles) + line(rule) + rows.map(line).join('');
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** Spaces at the start show nesting, and Markdown would drop plain ones. */
function escape(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/^ +/, (spaces) => '\u00a0'.repeat(spaces.length));
}

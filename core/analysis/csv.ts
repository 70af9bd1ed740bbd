/** Lines of a table as RFC 4180 has them, but for line ends, which are plain. */
export function csvLines(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return `${rows.map((cells) => cells.map((cell) => csvCell(cell)).join(',')).join('\n')}\n`;
}

/** Nothing for what is not there. Of a text no spreadsheet makes a formula (CWE-1236). */
function csvCell(cell: string | number | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const harmless = /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

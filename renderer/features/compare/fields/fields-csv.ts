import { csvLines, type FieldRun, type RunField } from '../../../../core/analysis/index.ts';

/** Every field of every run that is shown: a line for each. */
export function fieldsCsv(runs: readonly FieldRun[], fields: readonly RunField[], shown: readonly number[]): string {
  const rows = shown.flatMap((at) => {
    const run = runs[at];
    if (run === undefined) return [];
    const values = fields.map(({ values: of }) => {
      const value = of[at];
      return typeof value === 'boolean' ? String(value) : value;
    });
    return [[run.summary.id, run.summary.name, ...values]];
  });
  return csvLines([['run', 'name', ...fields.map(({ id }) => id)], ...rows]);
}

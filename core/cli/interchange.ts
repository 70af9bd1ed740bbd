import { resolve } from 'node:path';
import type { ImportedRun, RunExportFormat } from '../protocol/interchange.ts';
import { exportRuns, importRun } from '../runner/index.ts';
import { formatBytes } from './format.ts';
import { print, printJson } from './output.ts';
import { summaryDocument } from './run-document.ts';
import { withRunner } from './with-runner.ts';

export interface ExportRunsOptions {
  readonly format: RunExportFormat;
  readonly out: string;
  readonly force?: true;
}

/** Writes runs as a file or folder. @throws BlockyardError as `exportRuns` */
export async function exportRunsTo(
  ids: readonly string[],
  { format, out, force }: ExportRunsOptions,
  json: boolean,
): Promise<void> {
  await withRunner(async (_, library) => {
    const written = await exportRuns(library, { ids, format, place: resolve(out), replace: force === true });
    if (json) printJson({ runs: ids, format, ...written });
    else print(`Wrote ${written.place} (${formatBytes(written.bytes)}).`);
  });
}

/** Enters runs from bundles, one after the other. @throws BlockyardError as `importRun` */
export async function importRunsFrom(paths: readonly string[], json: boolean): Promise<void> {
  await withRunner(async (_, library) => {
    const imported: ImportedRun[] = [];
    for (const path of paths) {
      const one = await importRun(library, resolve(path));
      imported.push(one);
      if (!json) print(`Imported ${one.summary.name} as ${one.summary.id}. ${describeData(one)}`);
    }
    if (json) printJson(imported.map(({ summary, data }) => ({ ...summaryDocument(summary), data })));
  });
}

function describeData({ summary: { id, dataset }, data }: ImportedRun): string {
  const again = `To train it again: blockyard runs again ${id}`;
  switch (data) {
    case 'same':
      return `Its images are here. ${again}`;
    case 'unknown':
      return `A dataset ${dataset} is here. ${again}`;
    case 'other':
      return `The images of ${dataset} here are others than it was trained on. Import those to train it again.`;
    case 'absent':
      return `There is no dataset ${dataset} here. Import it under this name to train the run again.`;
  }
}

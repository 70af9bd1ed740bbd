import type { ImportReport } from '../protocol/datasets.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import { countClasses } from './count-classes.ts';
import type { Manifest } from './manifest.ts';
import { listPacks } from './packs.ts';
import { readReport } from './report.ts';
import { isBuiltIn, openDataset, datasetSummary } from './registry.ts';

/** A dataset in full. */
export interface DatasetDescription {
  readonly summary: DatasetSummary;
  readonly hash: string;
  /** Images of every class. */
  readonly perClass: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** Absent where it comes with the program. */
  readonly imported?: Pick<Manifest, 'statistics' | 'source' | 'importedAt'> & {
    /** What the import found; absent of one that was imported before there were reports. */
    readonly report?: ImportReport;
  };
}

/**
 * Of an imported dataset its manifest alone is read; one that comes with the program is counted.
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export async function describeDataset(name: string, home: string): Promise<DatasetDescription> {
  const summary = datasetSummary(name, home);
  const pack = listPacks(home).find((candidate) => candidate.name === name);
  if (!isBuiltIn(name) && pack !== undefined && 'manifest' in pack) {
    const { hash, train, test, statistics, source, importedAt } = pack.manifest;
    const perClass = { train: train.perClass, test: test.perClass };
    const report = await readReport(pack.folder);
    const found = report === undefined ? {} : { report };
    return { summary, hash, perClass, imported: { statistics, source, importedAt, ...found } };
  }
  const { train, test, hash } = await openDataset(name);
  const classes = summary.classes.length;
  return {
    summary,
    hash,
    perClass: { train: countClasses(train.labels, classes), test: countClasses(test.labels, classes) },
  };
}

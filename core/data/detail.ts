import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetDetail } from '../protocol/dataset-library.ts';
import { countClasses } from './count-classes.ts';
import type { DatasetReader } from './dataset-reader.ts';
import { listPacks } from './packs.ts';
import { datasetFolder } from './registry.ts';
import { readReport } from './report.ts';

/**
 * What is known of an opened dataset without looking at its images.
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export async function datasetDetail({ summary, labels, names }: DatasetReader, home: string): Promise<DatasetDetail> {
  const { name, classes } = summary;
  const folder = datasetFolder(name, home);
  const files = await filesIn(folder);
  const pack = listPacks(home).find((candidate) => candidate.folder === folder);
  const manifest = pack !== undefined && 'manifest' in pack ? pack.manifest : undefined;
  const report = manifest === undefined ? undefined : await readReport(folder);
  return {
    summary,
    builtIn: manifest === undefined,
    perClass:
      manifest === undefined
        ? { train: countClasses(labels.train, classes.length), test: countClasses(labels.test, classes.length) }
        : { train: manifest.train.perClass, test: manifest.test.perClass },
    folder,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files:
      manifest === undefined ? files : manifest.source.files.map(({ name: file, bytes }) => ({ name: file, bytes })),
    ...(manifest === undefined ? {} : { importedAt: manifest.importedAt }),
    ...(report === undefined ? {} : { report }),
    named: names !== undefined,
  };
}

async function filesIn(folder: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Promise.all(files.sort().map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })));
}

import { formatShape } from '../model/index.ts';
import {
  datasetFolder,
  datasetSummary,
  describeDataset,
  exportDataset,
  exportImages,
  importDataset,
  isBuiltIn,
  listDatasets,
  listPacks,
  lookAtImport,
  openDataset,
  openReader,
  removePack,
  type DatasetDescription,
  type ImportRequest,
} from '../data/index.ts';
import type { ExportKind } from '../protocol/data-job.ts';
import type { ImageRule } from '../protocol/datasets.ts';
import { BlockyardError, describeProblem } from '../protocol/problems.ts';
import { isActive } from '../protocol/runs.ts';
import { libraryHome, openLibrary } from '../store/index.ts';
import { formatCount, formatNumberOf, formatTime } from './format.ts';
import { ImportProgress } from './import-progress.ts';
import { describeLook, describeReport } from './import-report.ts';
import { errorDocument, formatTable, print, printJson, tell } from './output.ts';

const listColumns = [
  { title: 'Name' },
  { title: 'Title' },
  { title: 'Images', align: 'right' },
  { title: 'Classes', align: 'right' },
  { title: 'Training', align: 'right' },
  { title: 'Test', align: 'right' },
  { title: '' },
] as const;

export function listData(json: boolean): void {
  const home = libraryHome();
  const datasets = listDatasets(home);
  const damaged = listPacks(home).flatMap((pack) => ('problem' in pack ? [pack] : []));
  if (json) {
    printJson([
      ...datasets.map((summary) => ({ ...summary, builtIn: isBuiltIn(summary.name) })),
      ...damaged.map(({ name, problem }) => ({ name, builtIn: false, problem: errorDocument(problem) })),
    ]);
    return;
  }
  const rows = datasets.map(({ name, title, shape, classes, trainSize, testSize }) => [
    name,
    title,
    formatShape(shape),
    String(classes.length),
    formatCount(trainSize),
    formatCount(testSize),
    isBuiltIn(name) ? 'built in' : '',
  ]);
  print(formatTable(listColumns, rows));
  for (const { problem } of damaged) tell(describeProblem(problem));
}

export async function showData(name: string, json: boolean): Promise<void> {
  const description = await describeDataset(name, libraryHome());
  if (json) printJson(dataDocument(description));
  else print(describeData(description));
}

export async function importData(
  paths: readonly string[],
  options: Omit<ImportRequest, 'paths'>,
  json: boolean,
): Promise<void> {
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, cancel);
  const home = libraryHome();
  const progress = new ImportProgress(process.stderr.isTTY);
  const onProgress = (done: number, total: number): void => {
    progress.show(done, total);
  };
  const { name } = await importDataset(home, { paths, ...options }, { onProgress, signal: abort.signal }).finally(
    () => {
      progress.end();
    },
  );
  await showImported(name, home, json);
}

/** What has just come into the library. */
export async function showImported(name: string, home: string, json: boolean): Promise<void> {
  const description = await describeDataset(name, home);
  if (json) printJson(dataDocument(description));
  else print(`${describeData(description)}\n\nTrain on it with: blockyard train lenet5 --data ${name}`);
}

export async function lookAtData(paths: readonly string[], json: boolean): Promise<void> {
  const look = await lookAtImport(paths);
  if (json) printJson(look);
  else print(describeLook(look));
}

/** The rule that options change: of those that are left out, the suggestion. @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt */
export async function imageRuleFor(
  paths: readonly string[],
  given: Partial<ImageRule>,
): Promise<ImageRule | undefined> {
  if (Object.keys(given).length === 0) return undefined;
  const { suggested } = await lookAtImport(paths);
  return suggested === undefined ? undefined : { ...suggested, ...given };
}

/** Also what its runs keep: their figures and weights stay. @throws BlockyardError dataset-built-in, dataset-in-use, unknown-dataset */
export async function removeData(name: string, json: boolean): Promise<void> {
  const home = libraryHome();
  if (isBuiltIn(name)) throw new BlockyardError('dataset-built-in', { name });
  if (!listPacks(home).some((pack) => pack.name === name)) datasetSummary(name, home);
  const library = openLibrary(home);
  try {
    const user = library.runs.list().find((run) => run.dataset === name && isActive(run.status));
    if (user !== undefined) throw new BlockyardError('dataset-in-use', { name, id: user.id });
    await removePack(home, name);
  } finally {
    library.close();
  }
  if (json) printJson({ removed: name });
  else print(`Removed ${name}. The runs that trained on it are kept.`);
}

export async function exportData(name: string, folder: string, as: ExportKind, json: boolean): Promise<void> {
  if (as === 'images') {
    await exportPictures(name, folder, json);
    return;
  }
  const dataset = await openDataset(name, datasetFolder(name, libraryHome()));
  const files = await exportDataset(dataset, folder);
  if (json) printJson({ name, folder, files });
  else print(`Wrote ${formatNumberOf(files.length, 'file')} to ${folder}: ${files.join(', ')}.`);
}

async function exportPictures(name: string, folder: string, json: boolean): Promise<void> {
  const reader = await openReader(name, libraryHome());
  try {
    await exportImages(reader, folder);
    const { train, test } = reader.labels;
    const images = train.length + test.length;
    if (json) printJson({ name, folder, images });
    else print(`Wrote ${formatNumberOf(images, 'picture')} to ${folder}.`);
  } finally {
    await reader.close();
  }
}

function dataDocument({ summary, hash, perClass, imported }: DatasetDescription): Record<string, unknown> {
  return { ...summary, builtIn: imported === undefined, hash, perClass, ...imported };
}

const classColumns = [
  { title: 'Class' },
  { title: 'Training', align: 'right' },
  { title: 'Test', align: 'right' },
] as const;

function describeData({ summary, hash, perClass, imported }: DatasetDescription): string {
  const { name, title, shape, classes, trainSize, testSize } = summary;
  const figures = (values: readonly number[]): string => values.map((value) => value.toFixed(4)).join(', ');
  const facts: [string, string][] = [
    ['Dataset', name],
    ['Images', `${formatShape(shape)}, ${formatCount(trainSize)} for training, ${formatCount(testSize)} for testing`],
    ['Content', hash],
    ...(imported === undefined
      ? [['Source', 'comes with Blockyard'] satisfies [string, string]]
      : ([
          ['Mean', figures(imported.statistics.mean)],
          ['Deviation', figures(imported.statistics.deviation)],
          ['Source', [imported.source.folder ?? [], imported.source.files.map((file) => file.name)].flat().join(', ')],
          ['Imported', formatTime(imported.importedAt)],
        ] satisfies [string, string][])),
  ];
  const rows = classes.map((label, index) => [
    label,
    formatCount(perClass.train[index] ?? 0),
    formatCount(perClass.test[index] ?? 0),
  ]);
  const lines = facts.map(([what, text]) => `${what.padEnd(9)} ${text}`);
  const found = imported?.report === undefined ? [] : describeReport(imported.report);
  const blocks = [title, lines.join('\n'), formatTable(classColumns, rows), found.join('\n')];
  return blocks.filter((block) => block !== '').join('\n\n');
}

import { constants, setPriority } from 'node:os';
import {
  dataCommandSchema,
  type DataAnswer,
  type DataResult,
  type DataTask,
  type ImportPreview,
  type JobStage,
} from '../../protocol/data-job.ts';
import type { ImageRule } from '../../protocol/datasets.ts';
import { BlockyardError, toProblem } from '../../protocol/problems.ts';
import { downloadDataset, type DownloadWatch } from '../download.ts';
import { exportImages } from '../export-images.ts';
import { exportDataset } from '../export.ts';
import { openHostLink } from '../host-link.ts';
import { importDataset } from '../import.ts';
import { lookAtImport, previewImport } from '../look.ts';
import type { ExportWatch } from '../new-folder.ts';
import { datasetFolder, openDataset, openReader } from '../registry.ts';

/** Least time between two signs of progress, milliseconds. */
const progressMs = 100;

/** Pictures of a preview, and the side of each before the rule, px. */
const mostPreviewed = 12;
const previewSide = 112;

type ExportTask = Extract<DataTask, { kind: 'export' }>;
type Tell = (answer: DataAnswer) => void;

/** The process for data: hears one task, does it, says how it ended and ends. */
function main(): void {
  lowerPriority();
  const link = openHostLink();
  const abort = new AbortController();
  let started = false;
  const cancel = (): void => abort.abort();
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', cancel);
  link.onClose(cancel);

  const run = async (task: DataTask): Promise<void> => {
    try {
      link.send({ kind: 'done', ...(await work(task, link.send, abort.signal)) } satisfies DataAnswer);
    } catch (error) {
      if (!(error instanceof BlockyardError)) process.stderr.write(`${String(error)}\n`);
      link.send({ kind: 'failed', problem: toProblem(error) } satisfies DataAnswer);
    }
    await link.close();
    process.exit(0);
  };

  link.onMessage((message) => {
    const command = dataCommandSchema.safeParse(message);
    if (!command.success) {
      process.stderr.write(`The data process got a message it does not know: ${command.error.message}\n`);
      return;
    }
    if (command.data.kind === 'cancel') cancel();
    else if (!started) {
      started = true;
      void run(command.data.task);
    }
  });
}

async function work(task: DataTask, tell: Tell, signal: AbortSignal): Promise<DataResult> {
  const progressOf = (stage: JobStage) => paced((done, total) => tell({ kind: 'progress', stage, done, total }));
  switch (task.kind) {
    case 'look':
      return { look: await lookAtImport(task.paths, signal) };
    case 'preview':
      return { preview: await preview(task.paths, task.rule) };
    case 'import': {
      const { name } = await importDataset(task.home, task.order, { onProgress: progressOf('import'), signal });
      return { name };
    }
    case 'download': {
      const { home, name, mirror } = task;
      const progress = { download: progressOf('download'), import: progressOf('import') };
      const onProgress: DownloadWatch['onProgress'] = (stage, done, total) => progress[stage](done, total);
      await downloadDataset(home, name, { onProgress, signal }, { mirror });
      return { name };
    }
    case 'export':
      await write(task, { onProgress: progressOf('export'), signal });
      return {};
  }
}

/** The pictures as they are come by the same way as those of the rule, so that both are of the same pictures. */
async function preview(paths: readonly string[], rule: ImageRule): Promise<ImportPreview> {
  const whole: ImageRule = { size: [previewSide, previewSide], channels: 3, fit: 'pad' };
  const before = await previewImport(paths, whole, mostPreviewed);
  const after = await previewImport(paths, rule, mostPreviewed);
  return {
    names: after.names,
    beforeSide: previewSide,
    before: new Uint8Array(before.images),
    after: new Uint8Array(after.images),
  };
}

async function write({ home, name, as, folder }: ExportTask, watch: ExportWatch): Promise<void> {
  if (as === 'idx') {
    await exportDataset(await openDataset(name, datasetFolder(name, home)), folder, watch);
    return;
  }
  const reader = await openReader(name, home);
  try {
    await exportImages(reader, folder, watch);
  } finally {
    await reader.close();
  }
}

/** Tells the latest at most so often, the last of all without fail: what then stands still has to be right. */
function paced(tell: (done: number, total: number) => void): (done: number, total: number) => void {
  let toldAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: [done: number, total: number] = [0, 0];
  const tellLatest = (): void => {
    clearTimeout(timer);
    timer = undefined;
    toldAt = performance.now();
    tell(...latest);
  };
  return (done, total) => {
    latest = [done, total];
    const wait = toldAt + progressMs - performance.now();
    if (wait <= 0 || done >= total) tellLatest();
    else timer ??= setTimeout(tellLatest, wait);
  };
}

/** Below the page's, so that the window stays smooth while every core reads pictures. */
function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    process.stderr.write(`The priority of the data process could not be lowered: ${String(error)}\n`);
  }
}

main();

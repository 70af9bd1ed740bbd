import { SingleBar } from 'cli-progress';
import { downloadDataset, listDownloads } from '../data/index.ts';
import { libraryHome } from '../store/index.ts';
import { showImported } from './data.ts';
import { formatBytes, formatDuration } from './format.ts';
import { formatTable, print, printJson, tell } from './output.ts';
import { plainBar } from './progress.ts';

const listColumns = [{ title: 'Name' }, { title: 'Title' }, { title: 'Size', align: 'right' }, { title: '' }] as const;

export async function listDownloadable(json: boolean): Promise<void> {
  const list = await listDownloads(libraryHome());
  if (json) {
    printJson(list);
    return;
  }
  const rows = list.map(({ name, title, bytes, arrived, have }) => {
    const begun = arrived > 0 ? `${formatBytes(arrived)} of it are here` : '';
    return [name, title, formatBytes(bytes), have ? 'in the library' : begun];
  });
  print(formatTable(listColumns, rows));
}

/** The first Ctrl-C stops it and keeps what has arrived. */
export async function downloadData(name: string, json: boolean): Promise<void> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  const home = libraryHome();
  const progress = new TransferProgress(process.stderr.isTTY);
  try {
    const watch = { onProgress: progress.show.bind(progress), signal: abort.signal };
    await downloadDataset(home, name, watch, { mirror: process.env.BLOCKYARD_MIRROR });
  } finally {
    progress.end();
  }
  await showImported(name, home, json);
}

const stageWords = { download: 'downloaded', import: 'read' } as const;
type Stage = keyof typeof stageWords;

/** How a download goes, on standard error: a bar on a terminal, else a line for every quarter. */
class TransferProgress {
  readonly #bar: SingleBar | undefined;
  #stage: Stage | undefined;
  /** When the stage began, and what was here already. */
  #began = { at: 0, done: 0 };
  #quarter = 0;

  constructor(terminal: boolean) {
    this.#bar = terminal
      ? new SingleBar({ ...plainBar, format: '{bar} {percentage}% | {figures} {words} | {rate}/s | {left} left' })
      : undefined;
  }

  show(stage: Stage, done: number, total: number): void {
    if (stage !== this.#stage) {
      this.end();
      this.#stage = stage;
      this.#began = { at: performance.now(), done };
      this.#quarter = Math.floor((4 * done) / total);
      if (done > 0 && stage === 'download') tell(`${formatBytes(done)} of ${formatBytes(total)} are here already`);
      this.#bar?.start(total, done, this.#figures(done, total));
    }
    if (this.#bar !== undefined) {
      this.#bar.update(done, this.#figures(done, total));
      return;
    }
    const quarter = Math.floor((4 * done) / total);
    if (quarter > this.#quarter) tell(`${formatBytes(done)} of ${formatBytes(total)} ${stageWords[stage]}`);
    this.#quarter = Math.max(this.#quarter, quarter);
  }

  end(): void {
    if (this.#stage !== undefined) this.#bar?.stop();
  }

  #figures(done: number, total: number): Record<string, string> {
    const seconds = (performance.now() - this.#began.at) / 1000;
    const rate = (done - this.#began.done) / Math.max(0.001, seconds);
    return {
      figures: `${formatBytes(done)} of ${formatBytes(total)}`,
      words: this.#stage === undefined ? '' : stageWords[this.#stage],
      rate: formatBytes(Math.round(rate)),
      left: rate > 0 ? formatDuration((total - done) / rate) : '-:--',
    };
  }
}

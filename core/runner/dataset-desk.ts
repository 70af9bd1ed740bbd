import {
  datasetDetail,
  datasetFigures,
  editManifest,
  findImages,
  isBuiltIn,
  listDatasets,
  listPacks,
  reduceImages,
  setPackAside,
  type PackAside,
} from '../data/index.ts';
import { sizeOf } from '../model/index.ts';
import type {
  DatasetDetail,
  DatasetEntry,
  DatasetFigures,
  ImagePage,
  ImageQuery,
} from '../protocol/dataset-library.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
import type { ImagesAt } from '../protocol/trained-model.ts';
import { OpenedDatasets } from './opened-datasets.ts';

/** For how long a dataset that was removed can be brought back. */
const recoverableMs = 60_000;
/** Most bytes of images read for one answer, before they are reduced. */
const mostBytes = 64 * 1024 * 1024;

export interface DatasetDeskOptions {
  /** The library. */
  readonly home: string;
  readonly runs: () => readonly RunSummary[];
  /** A dataset came, went or is called otherwise. */
  readonly onChange: (name: string) => void;
}

interface Removed {
  readonly pack: PackAside;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What a window does with the datasets of a library. */
export class DatasetDesk {
  readonly #options: DatasetDeskOptions;
  readonly #opened: OpenedDatasets;
  readonly #removed = new Map<string, Removed>();

  constructor(options: DatasetDeskOptions) {
    this.#options = options;
    this.#opened = new OpenedDatasets(options.home);
  }

  /** Those that come with the program first; then by name, the damaged ones too. */
  list(): DatasetEntry[] {
    const { home } = this.#options;
    const known = listDatasets(home).map((summary) => ({
      name: summary.name,
      builtIn: isBuiltIn(summary.name),
      summary,
    }));
    const damaged = listPacks(home).flatMap((pack) =>
      'problem' in pack ? [{ name: pack.name, builtIn: false, problem: pack.problem }] : [],
    );
    return [...known, ...damaged];
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async detail(name: string): Promise<DatasetDetail> {
    return this.#opened.use(name, ({ reader }) => datasetDetail(reader, this.#options.home));
  }

  /** Reads images: of a large dataset a part of them. @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async figures(name: string): Promise<DatasetFigures> {
    return this.#opened.use(name, (opened) => {
      const figures = opened.figures ?? datasetFigures(opened.reader, opened.hash);
      opened.figures = figures;
      return figures;
    });
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async images({ name, part, label, search, offset, count, side }: ImageQuery): Promise<ImagePage> {
    return this.#opened.use(name, async (opened) => {
      const { reader } = opened;
      const { shape } = reader.summary;
      const labels = reader.labels[part];
      const names = reader.names?.[part];
      const found = opened.remember(JSON.stringify([part, label, search]), () =>
        findImages(labels, names, { label, search }),
      );
      const most = Math.max(1, Math.floor(mostBytes / sizeOf(shape)));
      const indices = found.subarray(offset, offset + Math.min(count, most));
      const pixels = await reader.read(part, indices);
      const shown = side === undefined ? { pixels, shape } : reduceImages(pixels, shape, side);
      return {
        total: found.length,
        items: Array.from(indices, (index) => itemAt(index, labels, names)),
        shape: [...shown.shape],
        pixels: shown.pixels,
      };
    });
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async imagesAt({ name, part, indices, side }: ImagesAt): Promise<ImagePage> {
    return this.#opened.use(name, async ({ reader }) => {
      const { shape } = reader.summary;
      const labels = reader.labels[part];
      const names = reader.names?.[part];
      const most = Math.max(1, Math.floor(mostBytes / sizeOf(shape)));
      const there = indices.filter((index) => index < labels.length).slice(0, most);
      const pixels = await reader.read(part, there);
      const shown = side === undefined ? { pixels, shape } : reduceImages(pixels, shape, side);
      return {
        total: there.length,
        items: there.map((index) => itemAt(index, labels, names)),
        shape: [...shown.shape],
        pixels: shown.pixels,
      };
    });
  }

  /** Changes what people call it; runs go on choosing it by its name. @throws BlockyardError dataset-built-in, unknown-dataset, not-writable */
  async rename(name: string, title: string): Promise<DatasetDetail> {
    return this.#edit(name, { title });
  }

  /** @param classes as many as it has, in the order of the labels @throws BlockyardError dataset-built-in, dataset-classes, not-writable */
  async renameClasses(name: string, classes: readonly string[]): Promise<DatasetDetail> {
    const { summary } = await this.detail(name);
    if (classes.length !== summary.classes.length || new Set(classes).size !== classes.length)
      throw new BlockyardError('dataset-classes', { name: summary.title, count: summary.classes.length });
    return this.#edit(name, { classes: [...classes] });
  }

  /** Takes an imported dataset away. For a minute it can be brought back. @throws BlockyardError dataset-built-in, dataset-in-use, not-writable */
  async remove(name: string): Promise<void> {
    const { home, runs, onChange } = this.#options;
    this.#checkOwn(name);
    const user = runs().find((run) => run.dataset === name && isActive(run.status));
    if (user !== undefined) throw new BlockyardError('dataset-in-use', { name, id: user.id });
    await this.#opened.forget(name);
    const pack = await setPackAside(home, name);
    await this.#erase(name);
    const timer = setTimeout(() => void this.#erase(name), recoverableMs);
    timer.unref();
    this.#removed.set(name, { pack, timer });
    onChange(name);
  }

  /** Brings back what was removed. @throws BlockyardError unknown-dataset, dataset-exists, not-writable */
  async recover(name: string): Promise<void> {
    const removed = this.#removed.get(name);
    if (removed === undefined) throw this.#unknown(name);
    await removed.pack.recover();
    clearTimeout(removed.timer);
    this.#removed.delete(name);
    this.#options.onChange(name);
  }

  async close(): Promise<void> {
    for (const name of [...this.#removed.keys()]) await this.#erase(name);
    await this.#opened.close();
  }

  async #edit(name: string, change: { title: string } | { classes: string[] }): Promise<DatasetDetail> {
    this.#checkOwn(name);
    await editManifest(this.#options.home, name, change);
    await this.#opened.forget(name);
    this.#options.onChange(name);
    return this.detail(name);
  }

  #checkOwn(name: string): void {
    if (isBuiltIn(name)) throw new BlockyardError('dataset-built-in', { name });
    if (!listPacks(this.#options.home).some((pack) => pack.name === name)) throw this.#unknown(name);
  }

  #unknown(name: string): BlockyardError {
    const known = listDatasets(this.#options.home).map((dataset) => dataset.name);
    return new BlockyardError('unknown-dataset', { name, known: known.join(', ') });
  }

  /** What cannot be erased now is a leftover that the next import clears. */
  async #erase(name: string): Promise<void> {
    const removed = this.#removed.get(name);
    if (removed === undefined) return;
    this.#removed.delete(name);
    clearTimeout(removed.timer);
    await removed.pack.erase().catch(() => undefined);
  }
}

function itemAt(
  index: number,
  labels: ArrayLike<number>,
  names: readonly string[] | undefined,
): ImagePage['items'][number] {
  const item = { index, label: labels[index] ?? 0 };
  const file = names?.[index];
  return file === undefined ? item : { ...item, name: file };
}

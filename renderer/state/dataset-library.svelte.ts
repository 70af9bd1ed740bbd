import type {
  DatasetDetail,
  DatasetEntry,
  DatasetFigures,
  ImagePage,
  ImageQuery,
} from '../../core/protocol/dataset-library.ts';
import {
  isUnderWay,
  type DataJob,
  type Downloadable,
  type ExportKind,
  type ImportOrder,
  type ImportPreview,
} from '../../core/protocol/data-job.ts';
import type { ImageRule, ImportLook } from '../../core/protocol/datasets.ts';
import type { Api } from '../api/client.ts';
import type { Session } from './session.svelte.ts';

/** The datasets of the library, kept up to date by notices. */
export class DatasetLibrary {
  /** Those that come with the program first, damaged ones last; undefined until they are known. */
  list = $state.raw<readonly DatasetEntry[] | undefined>();
  /** Goes up with every change of a dataset, so that whoever shows one asks again. */
  changes = $state(0);
  /** Published datasets that are not in the library. */
  downloads = $state.raw<readonly Downloadable[]>([]);
  /** Imports, downloads and exports of this session, oldest first. */
  jobs = $state.raw<readonly DataJob[]>([]);
  readonly running = $derived(this.jobs.filter(isUnderWay));
  /** Called with every job that ends while the page is open. */
  onEnded: ((job: DataJob) => void) | undefined;
  readonly #api: Api;
  readonly #session: Session;

  constructor(api: Api, session: Session) {
    this.#api = api;
    this.#session = session;
    api.subscribe('datasets.changed', () => {
      // What could not be read is shown as it was; the next change, or the next look at the place, asks again.
      this.load().catch(() => undefined);
    });
    api.subscribe('datasets.job', (job) => this.#take(job));
  }

  /** Asks which there are, also for the choice of data in the Train place. */
  async load(): Promise<void> {
    const [list, jobs, downloads] = await Promise.all([
      this.#api.request('datasets.all'),
      this.#api.request('datasets.jobs'),
      this.#api.request('datasets.downloads'),
    ]);
    this.jobs = jobs;
    this.downloads = downloads;
    this.list = list;
    this.#session.datasets = list.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
    this.changes += 1;
  }

  find(name: string): DatasetEntry | undefined {
    return this.list?.find((entry) => entry.name === name);
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async detail(name: string): Promise<DatasetDetail> {
    return this.#api.request('datasets.get', { name });
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async figures(name: string): Promise<DatasetFigures> {
    return this.#api.request('datasets.figures', { name });
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt */
  async images(query: ImageQuery): Promise<ImagePage> {
    return this.#api.request('datasets.images', query);
  }

  /** @throws BlockyardError dataset-built-in, not-writable */
  async rename(name: string, title: string): Promise<void> {
    await this.#api.request('datasets.rename', { name, title });
  }

  /** @throws BlockyardError dataset-built-in, dataset-classes, not-writable */
  async renameClasses(name: string, classes: readonly string[]): Promise<void> {
    await this.#api.request('datasets.renameClasses', { name, classes: [...classes] });
  }

  /** @throws BlockyardError dataset-built-in, dataset-in-use, not-writable */
  async remove(name: string): Promise<void> {
    await this.#api.request('datasets.remove', { name });
    await this.load();
  }

  /** Brings back what was removed a moment ago. @throws BlockyardError unknown-dataset, dataset-exists, not-writable */
  async recover(name: string): Promise<void> {
    await this.#api.request('datasets.recover', { name });
    await this.load();
  }

  async openFolder(name: string): Promise<void> {
    await this.#api.request('datasets.openFolder', { name });
  }

  /** Asks the person for files; null where they changed their mind. */
  async choose(what: 'folder' | 'files'): Promise<string[] | null> {
    return this.#api.request('datasets.choose', { what });
  }

  /** Where files lie that were dropped on the window. */
  pathsOf(files: Iterable<File>): string[] {
    return Array.from(files, (file) => this.#api.pathOf(file)).filter((path) => path !== '');
  }

  /** @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt */
  async look(paths: readonly string[]): Promise<ImportLook> {
    return this.#api.request('datasets.look', { paths: [...paths] });
  }

  /** @throws BlockyardError as `look`, dataset-unusable */
  async preview(paths: readonly string[], rule: ImageRule): Promise<ImportPreview> {
    return this.#api.request('datasets.preview', { paths: [...paths], rule });
  }

  /** Begins an import in the background. */
  async import(order: ImportOrder): Promise<void> {
    this.#take(await this.#api.request('datasets.import', order));
  }

  /** Begins a download in the background, or goes on with one. */
  async download(name: string): Promise<void> {
    this.#take(await this.#api.request('datasets.download', { name }));
  }

  /** Asks for a place and begins an export in the background. */
  async export(name: string, as: ExportKind): Promise<void> {
    const job = await this.#api.request('datasets.export', { name, as });
    if (job !== null) this.#take(job);
  }

  async cancel(id: string): Promise<void> {
    await this.#api.request('datasets.cancel', { id });
  }

  #take(job: DataJob): void {
    const before = this.jobs.find(({ id }) => id === job.id);
    // What has ended stays ended, whichever news comes last.
    if (before !== undefined && !isUnderWay(before)) return;
    this.jobs =
      before === undefined ? [...this.jobs, job] : this.jobs.map((known) => (known.id === job.id ? job : known));
    if (isUnderWay(job)) return;
    this.onEnded?.(job);
    // What a download has left can be gone on with.
    if (job.kind === 'download') this.load().catch(() => undefined);
  }
}

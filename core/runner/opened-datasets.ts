import { statSync } from 'node:fs';
import { datasetFolder, openReader, packHash, type DatasetReader } from '../data/index.ts';
import type { DatasetFigures } from '../protocol/dataset-library.ts';

/** Datasets that stay open at a time: one that is looked at, and one that was before. */
const mostOpened = 2;

/** An opened dataset and what was found out about it. */
export class OpenedDataset {
  readonly reader: DatasetReader;
  /** Content hash, where it is known without reading all images. */
  readonly hash: string | undefined;
  figures: Promise<DatasetFigures> | undefined;
  #question = '';
  #answer: Uint32Array = new Uint32Array(0);

  constructor(reader: DatasetReader, hash: string | undefined) {
    this.reader = reader;
    this.hash = hash;
  }

  /** The answer to the question that was asked last is kept: whoever scrolls asks it again and again. */
  remember(question: string, answer: () => Uint32Array): Uint32Array {
    if (this.#question !== question) {
      this.#answer = answer();
      this.#question = question;
    }
    return this.#answer;
  }
}

interface Slot {
  /** What it was opened at: another pack under the same name is another dataset. */
  readonly stamp: string;
  readonly opened: Promise<OpenedDataset>;
  users: number;
}

/** Keeps datasets open between requests, so that each request reads what it asks for and nothing else. */
export class OpenedDatasets {
  readonly #home: string;
  /** The one used last at the end. */
  readonly #slots = new Map<string, Slot>();

  constructor(home: string) {
    this.#home = home;
  }

  /** @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt, and what `work` throws */
  async use<T>(name: string, work: (opened: OpenedDataset) => Promise<T>): Promise<T> {
    const slot = this.#slot(name);
    slot.users += 1;
    try {
      return await work(await slot.opened);
    } catch (error) {
      // What is damaged may have been mended before the next request.
      if (this.#slots.get(name) === slot) this.#slots.delete(name);
      throw error;
    } finally {
      slot.users -= 1;
      if (this.#slots.get(name) !== slot) await release(slot);
    }
  }

  /** Closes a dataset that changes or goes. */
  async forget(name: string): Promise<void> {
    const slot = this.#slots.get(name);
    this.#slots.delete(name);
    if (slot !== undefined) await release(slot);
  }

  async close(): Promise<void> {
    for (const name of [...this.#slots.keys()]) await this.forget(name);
  }

  #slot(name: string): Slot {
    const stamp = stampOf(datasetFolder(name, this.#home));
    const known = this.#slots.get(name);
    this.#slots.delete(name);
    if (known !== undefined && known.stamp !== stamp) void release(known);
    const slot = known?.stamp === stamp ? known : { stamp, opened: this.#open(name), users: 0 };
    this.#slots.set(name, slot);
    const [oldest] = this.#slots.keys();
    if (this.#slots.size > mostOpened && oldest !== undefined) void this.forget(oldest);
    return slot;
  }

  async #open(name: string): Promise<OpenedDataset> {
    return new OpenedDataset(await openReader(name, this.#home), packHash(this.#home, name));
  }
}

/** Closes a dataset once nobody uses it. */
async function release(slot: Slot): Promise<void> {
  if (slot.users > 0) return;
  await slot.opened.then(
    ({ reader }) => reader.close(),
    () => undefined,
  );
}

function stampOf(folder: string): string {
  const { ino, mtimeMs } = statSync(folder);
  return [folder, ino, mtimeMs].join();
}

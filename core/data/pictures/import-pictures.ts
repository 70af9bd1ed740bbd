import { basename } from 'node:path';
import { sizeOf, type ImageShape } from '../../model/index.ts';
import type { ImageRule, ValidationUse } from '../../protocol/datasets.ts';
import { because, type Detail } from '../../protocol/details.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { PartName } from '../dataset.ts';
import type { Imported, ImportTarget } from '../import-target.ts';
import type { PackWriter } from '../pack-writer.ts';
import type { PictureFile, PictureList, Refusal, SourcePart } from './picture-list.ts';
import { PicturePool } from './pool.ts';
import type { Prepared } from './prepare.ts';

export interface PictureOptions {
  readonly rule: ImageRule;
  /** By default they are the test images where there are no others, else training images. */
  readonly validation?: ValidationUse | undefined;
  /** Names of the classes in the order in which they were found. */
  readonly classes?: readonly string[] | undefined;
}

export interface PictureWatch {
  /** Files that are done, and all of them. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Imports pictures by a rule, on all cores. The images come in the order of the list, however fast which thread is; one file's fault is told in the
 * report and the others go on. Classes of which no image is left are left out.
 * @throws BlockyardError dataset-unusable, import-cancelled, no-space, not-writable
 */
export async function importPictures(
  list: PictureList,
  { rule, validation, classes: named }: PictureOptions,
  target: ImportTarget,
  { onProgress, signal }: PictureWatch,
): Promise<Imported> {
  const names = named ?? list.classes;
  if (names.length !== list.classes.length) {
    const detail = because('names-for-classes', { names: names.length, classes: list.classes.length });
    throw new BlockyardError('dataset-unusable', { path: list.root, detail });
  }
  const use = validation ?? (list.files.some(({ part }) => part === 'test') ? 'train' : 'test');
  const partOf = destinations(use);
  const files = list.files.filter(({ part }) => partOf[part] !== undefined);
  const pictures = new Pictures(list, rule);
  const writer = await target.open(pictures.shape, files.length);
  const pool = await PicturePool.open(rule, list.root, files.length);
  try {
    let done = 0;
    for await (const prepared of pool.prepare(files.map(({ path }) => path))) {
      if (signal?.aborted === true) throw new BlockyardError('import-cancelled');
      const batch = files.slice(done, done + prepared.outcomes.length);
      await pictures.add(writer, batch, prepared, partOf);
      done += batch.length;
      onProgress?.(done, files.length);
    }
  } finally {
    await pool.close();
  }
  const validated = list.files.filter(({ part }) => part === 'val').length;
  return pictures.finish(writer, names, validated === 0 ? undefined : { count: validated, use });
}

/** Which part of the dataset each part of the files becomes. */
function destinations(use: ValidationUse): Readonly<Record<SourcePart, PartName | undefined>> {
  return {
    train: 'train',
    test: use === 'test' ? undefined : 'test',
    val: use === 'leave' ? undefined : use,
  };
}

/** What was read so far, apart from the pixels. */
class Pictures {
  readonly shape: ImageShape;
  readonly #list: PictureList;
  readonly #rule: ImageRule;
  readonly #labels: ReadonlyMap<string, number>;
  readonly #names: Record<PartName, string[]> = { train: [], test: [] };
  readonly #sizes = new Map<string, number>();
  readonly #refused: Refusal[];

  constructor(list: PictureList, rule: ImageRule) {
    const [height, width] = rule.size;
    this.shape = [height, width, rule.channels];
    this.#list = list;
    this.#rule = rule;
    this.#labels = new Map(list.classes.map((name, label) => [name, label]));
    this.#refused = [...list.refused];
  }

  async add(
    writer: PackWriter,
    files: readonly PictureFile[],
    { outcomes, images }: Prepared,
    partOf: Readonly<Record<SourcePart, PartName | undefined>>,
  ): Promise<void> {
    const size = sizeOf(this.shape);
    let at = 0;
    for (const [index, { name, part: sourcePart, className }] of files.entries()) {
      const outcome = outcomes[index];
      const part = partOf[sourcePart];
      if (outcome === undefined || part === undefined) continue;
      if ('reason' in outcome) {
        this.#refused.push({ file: name, ...outcome });
        continue;
      }
      await writer.images(part, images.subarray(at, at + size));
      at += size;
      writer.labels(part, [this.#labels.get(className) ?? 0]);
      this.#names[part].push(name);
      const key = outcome.size.join('x');
      this.#sizes.set(key, (this.#sizes.get(key) ?? 0) + 1);
    }
  }

  /** @throws BlockyardError dataset-unusable */
  finish(writer: PackWriter, names: readonly string[], validation: Imported['validation']): Imported {
    const { root, kind, sources } = this.#list;
    const unusable = (detail: Detail): BlockyardError => new BlockyardError('dataset-unusable', { path: root, detail });
    const counts = { train: writer.perClass('train', names.length), test: writer.perClass('test', names.length) };
    if (counts.train.every((count) => count === 0)) {
      const [first] = this.#refused;
      const files = this.#list.files.length;
      if (files === 0 && first === undefined) throw unusable(because('no-images'));
      throw unusable(
        first === undefined
          ? because('none-became-image', { files })
          : because('none-became-image-as', { files, such: first.file, reason: first.reason }),
      );
    }
    const kept = names
      .map((_, label) => label)
      .filter((label) => (counts.train[label] ?? 0) + (counts.test[label] ?? 0) > 0);
    if (kept.length < 2) throw unusable(because('one-class-left', { class: names[kept[0] ?? 0] ?? '' }));
    writer.relabel(new Map(kept.map((label, at) => [label, at])));
    return {
      format: kind,
      files: sources,
      folder: basename(root),
      classes: kept.map((label) => names[label] ?? ''),
      emptyClasses: names.filter((_, label) => !kept.includes(label)),
      names: this.#names,
      refused: this.#refused,
      sizes: [...this.#sizes].map(([key, count]) => {
        const [height = 1, width = 1] = key.split('x').map(Number);
        return { size: [height, width], count };
      }),
      rule: this.#rule,
      validation,
    };
  }
}

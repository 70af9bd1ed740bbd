import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partNames } from './dataset.ts';
import type { DatasetReader } from './dataset-reader.ts';
import { checkNotCancelled, makeFolder, type ExportWatch } from './new-folder.ts';
import { checkPicturable, encodePng } from './png.ts';

/** Pictures under way at a time. */
const together = 64;

/**
 * Writes a dataset into a new folder as PNG pictures, one folder for each class, in `train` and `test` where it has both: what `importDataset` reads, and
 * most tools. All of it or nothing.
 * @throws BlockyardError not-writable where the folder is there already or cannot be made, no-space, dataset-unusable, dataset-corrupt, export-cancelled
 */
export async function exportImages(reader: DatasetReader, folder: string, watch: ExportWatch = {}): Promise<void> {
  const { labels, summary } = reader;
  checkPicturable(summary.name, summary.shape);
  const parts = partNames.filter((part) => labels[part].length > 0);
  const total = parts.reduce((sum, part) => sum + labels[part].length, 0);
  const folders = classFolders(summary.classes);
  let done = 0;
  await makeFolder(folder, async (scratch) => {
    for (const part of parts) {
      const base = parts.length > 1 ? join(scratch, part) : scratch;
      for (const name of folders) await mkdir(join(base, name), { recursive: true });
      const digits = String(labels[part].length - 1).length;
      for (let first = 0; first < labels[part].length; first += together) {
        checkNotCancelled(watch);
        const indices = Array.from(labels[part].subarray(first, first + together), (_, at) => first + at);
        const pixels = await reader.read(part, indices);
        const size = pixels.length / indices.length;
        await Promise.all(
          indices.map((index, at) => {
            const name = folders[labels[part][index] ?? 0] ?? '';
            const file = join(base, name, `${String(index).padStart(digits, '0')}.png`);
            return writeFile(file, encodePng(pixels.subarray(at * size, (at + 1) * size), summary.shape));
          }),
        );
        done += indices.length;
        watch.onProgress?.(done, total);
      }
    }
  });
}

/**
 * A folder for each class, in the order of the labels: its name as far as every file system takes it. Where two would be the same, or nothing is left, the
 * label stands before it.
 */
export function classFolders(classes: readonly string[]): string[] {
  const plain = classes.map((name) =>
    Array.from(name.normalize('NFC').replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-'))
      .slice(0, 60)
      .join('')
      .replace(/^[. ]+|[. ]+$/g, ''),
  );
  const key = (name: string): string => name.toLowerCase();
  const times = new Map<string, number>();
  for (const name of plain) times.set(key(name), (times.get(key(name)) ?? 0) + 1);
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
  const clear = plain.every((name) => name !== '' && times.get(key(name)) === 1 && !reserved.test(name));
  if (clear) return plain;
  const digits = String(classes.length - 1).length;
  return plain.map((name, label) =>
    [String(label).padStart(digits, '0'), name].filter((word) => word !== '').join('-'),
  );
}

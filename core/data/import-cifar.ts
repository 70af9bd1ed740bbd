import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CifarLabels } from '../protocol/datasets.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import {
  cifarFiles,
  cifarImages,
  cifarLayouts,
  cifarShape,
  readCifarBatch,
  readCifarNames,
  type CifarBatch,
  type CifarLayout,
} from './cifar.ts';
import type { PartName } from './dataset.ts';
import type { Imported, ImportTarget } from './import-target.ts';
import { corruptFile, firstBytes, readSource, type FileFacts, type Watch } from './source-file.ts';
import { isTar, readTar, type TarMember } from './tar.ts';

/** What there is of CIFAR: an archive as it is published, or what was unpacked from it. */
export type CifarSource = { readonly archive: string } | { readonly files: readonly string[] };

/** A file of CIFAR, whole. */
interface Member {
  /** For problems. */
  readonly path: string;
  readonly bytes: Buffer;
}
type Members = ReadonlyMap<string, Member>;

/** All that an archive may unpack to: the largest has 276 MB where Python 3 wrote it. */
const mostUnpacked = 512 * 1024 ** 2;

/** The unpacked files of CIFAR among files. @throws BlockyardError unreadable-file */
export async function findCifarFiles(files: readonly string[]): Promise<CifarSource | undefined> {
  const known: string[] = [];
  for (const file of files) if (await isCifarFile(file)) known.push(file);
  return known.length === 0 ? undefined : { files: known };
}

/** @throws BlockyardError unreadable-file, unknown-format where there are several archives */
export async function findCifarArchive(files: readonly string[]): Promise<CifarSource | undefined> {
  const archives: string[] = [];
  for (const file of files) if (await isTar(file)) archives.push(file);
  const [archive, another] = archives;
  if (archive === undefined || another === undefined) return archive === undefined ? undefined : { archive };
  const detail = because('two-archives', { one: basename(archive), other: basename(another) });
  throw new BlockyardError('unknown-format', { path: dirname(archive), detail });
}

/**
 * The kinds of labels that there are to choose from, told by the first file that is known.
 * @throws BlockyardError unreadable-file, dataset-corrupt
 */
export async function cifarLabelKinds(source: CifarSource): Promise<CifarLabels[]> {
  const names = 'archive' in source ? [await firstKnown(source.archive)] : source.files.map((path) => basename(path));
  return names.some((name) => name !== undefined && isOfTwoLabels(name)) ? ['fine', 'coarse'] : ['fine'];
}

function isOfTwoLabels(name: string): boolean {
  return cifarLayouts.some(
    ({ coarse, fine, train, test }) =>
      coarse !== undefined && [...train, ...test, fine.namesFile, coarse.namesFile].includes(name),
  );
}

/** Reads an archive as far as to its first file of CIFAR. */
async function firstKnown(path: string): Promise<string | undefined> {
  let known: string | undefined;
  const found = new AbortController();
  const look = ({ name }: TarMember): Promise<void> => {
    if (cifarFiles.has(name)) {
      known ??= name;
      found.abort();
    }
    return Promise.resolve();
  };
  try {
    await readSource(path, (content) => readTar(path, content, mostUnpacked, look), { signal: found.signal });
  } catch (error) {
    if (known === undefined) throw error;
  }
  return known;
}

/** Whether a file is one that was unpacked. "train" and "test" are names of anything, so pickles are known by their first byte too. */
async function isCifarFile(path: string): Promise<boolean> {
  const name = basename(path);
  const layout = cifarLayouts.find(({ train, test }) => [...train, ...test].includes(name));
  if (layout !== undefined) return !layout.pickled || (await firstBytes(path, 1))[0] === 0x80;
  return cifarFiles.has(name);
}

/**
 * Imports CIFAR-10 or CIFAR-100, the binary or the Python version, always in the order of the batches, so that both give one dataset.
 * @throws BlockyardError unknown-format, dataset-corrupt, dataset-unusable, unreadable-file, no-space, not-writable, import-cancelled
 */
export async function importCifar(
  source: CifarSource,
  labels: CifarLabels,
  target: ImportTarget,
  watch: Watch,
): Promise<Imported> {
  const path = 'archive' in source ? source.archive : dirname(source.files[0] ?? '');
  const { members, facts } =
    'archive' in source ? await readArchive(path, watch) : await readFiles(source.files, watch);
  const layout = layoutOf(path, members);
  const column = layout[labels];
  if (column === undefined)
    throw new BlockyardError('dataset-unusable', {
      path,
      detail: because('cifar-no-coarse', { title: layout.title }),
    });
  const read = (name: string): { name: string; batch: CifarBatch } => {
    const member = members.get(name);
    if (member === undefined) throw corruptFile(path, because('cifar-missing', { member: name }));
    return { name, batch: readCifarBatch(member.path, member.bytes, layout, column) };
  };
  const parts = { train: layout.train.map(read), test: layout.test.map(read) };
  // A file that was cut between two images would go unnoticed.
  const [first] = parts.train;
  const odd = parts.train.find(({ batch }) => batch.count !== first?.batch.count);
  if (odd !== undefined && first !== undefined) {
    const facts = { images: odd.batch.count, other: first.name, others: first.batch.count };
    throw corruptFile(members.get(odd.name)?.path ?? path, because('cifar-batch', facts));
  }
  const named = members.get(column.namesFile);
  const classes =
    named === undefined
      ? Array.from({ length: column.classes }, (_, label) => String(label))
      : readCifarNames(named.path, named.bytes, layout, column);
  await write(parts, target, watch);
  return { format: 'cifar', files: facts, classes };
}

async function write(
  parts: Readonly<Record<PartName, readonly { batch: CifarBatch }[]>>,
  target: ImportTarget,
  { signal }: Watch,
): Promise<void> {
  const all = [...parts.train, ...parts.test];
  const writer = await target.open(
    cifarShape,
    all.reduce((sum, { batch }) => sum + batch.count, 0),
  );
  for (const part of ['train', 'test'] as const) {
    for (const { batch } of parts[part]) {
      for (const piece of cifarImages(batch)) {
        if (signal?.aborted === true) throw new BlockyardError('import-cancelled');
        await writer.images(part, piece);
      }
      writer.labels(part, batch.labels);
    }
  }
}

function layoutOf(path: string, members: Members): CifarLayout {
  const [layout, another] = cifarLayouts.filter(({ train, test }) =>
    [...train, ...test].some((name) => members.has(name)),
  );
  if (layout === undefined) throw new BlockyardError('unknown-format', { path, detail: because('cifar-none') });
  if (another === undefined) return layout;
  const detail = because('two-datasets', { one: layout.title, other: another.title });
  throw new BlockyardError('unknown-format', { path, detail });
}

async function readArchive(path: string, watch: Watch): Promise<{ members: Members; facts: FileFacts[] }> {
  const members = new Map<string, Member>();
  const { facts } = await readSource(
    path,
    (content) =>
      readTar(path, content, mostUnpacked, async ({ name, size, isLink, content: inside }) => {
        const most = cifarFiles.get(name);
        if (most === undefined) return;
        if (isLink) throw corruptFile(path, because('member-is-link', { member: name }));
        if (members.has(name)) throw corruptFile(path, because('member-twice', { member: name }));
        const own = `${path} (${name})`;
        members.set(name, { path: own, bytes: await collect(own, inside, size, most) });
      }),
    watch,
  );
  return { members, facts: [facts] };
}

async function readFiles(files: readonly string[], watch: Watch): Promise<{ members: Members; facts: FileFacts[] }> {
  const members = new Map<string, Member>();
  const facts: FileFacts[] = [];
  for (const path of files) {
    const name = basename(path);
    if (members.has(name)) throw corruptFile(path, because('file-twice', { member: name }));
    const { size } = await stat(path);
    const read = await readSource(path, (content) => collect(path, content, size, cifarFiles.get(name) ?? 0), watch);
    members.set(name, { path, bytes: read.value });
    facts.push(read.facts);
  }
  return { members, facts };
}

/** All of a content that is known to have `size` bytes, and at most `most`. */
async function collect(path: string, content: AsyncIterable<Uint8Array>, size: number, most: number): Promise<Buffer> {
  if (size > most) throw corruptFile(path, because('bytes-at-most', { bytes: size, most }));
  const bytes = Buffer.allocUnsafe(size);
  let got = 0;
  for await (const piece of content) {
    if (got + piece.length > size) throw corruptFile(path, because('more-than-its-bytes', { bytes: size }));
    bytes.set(piece, got);
    got += piece.length;
  }
  if (got < size) throw corruptFile(path, because('ends-before-its-bytes', { got, bytes: size }));
  return bytes;
}

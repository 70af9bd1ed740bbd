import { basename, posix } from 'node:path';
import { extract, type Extract } from 'tar-stream';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { errorCode } from './durable.ts';
import { firstBytesUnpacked } from './sniff.ts';
import { corruptFile } from './source-file.ts';

const headerSize = 512;
const checksumAt = 148;

/** Whether a file is a tar archive, gzipped or not: whether the checksum of a first header is right. @throws BlockyardError unreadable-file */
export async function isTar(path: string): Promise<boolean> {
  const header = Buffer.from(await firstBytesUnpacked(path, headerSize));
  if (header.length < headerSize) return false;
  const told = parseInt(header.toString('latin1', checksumAt, checksumAt + 8).replace(/\0/g, ' '), 8);
  // The checksum's own eight bytes count as spaces.
  const sum = header.reduce((total, byte, at) => total + (at >= checksumAt && at < checksumAt + 8 ? 32 : byte), 0);
  return told === sum;
}

/**
 * Goes through an archive as it streams by; nothing is written to a disk. An archive with a path that leads out of it, or with more than `most` bytes in
 * all, is refused.
 * @param use takes an ordinary file or link by its name without folders, and reads its content or leaves it
 * @throws BlockyardError dataset-corrupt, and what `use` and the content throw
 */
export async function readTar(
  path: string,
  content: AsyncIterable<Uint8Array>,
  most: number,
  use: (member: TarMember) => Promise<void>,
): Promise<void> {
  // Archives older than POSIX have no mark of their format.
  const archive = extract({ allowUnknownFormat: true });
  const feeding = feed(content, archive, path, most).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      if (posix.isAbsolute(name) || /^[a-z]:/i.test(name) || name.split(/[/\\]/).includes('..'))
        throw corruptFile(path, because('leads-out', { member: JSON.stringify(name) }));
      if (type === 'file' || type === 'contiguous-file' || type === 'symlink' || type === 'link') {
        const isLink = type === 'symlink' || type === 'link';
        await use({ name: basename(name), size: entry.header.size ?? 0, isLink, content: entry });
      }
      entry.resume();
    }
  } catch (error) {
    // What the disk, gzip or a cancelling person said has a code.
    if (error instanceof BlockyardError || errorCode(error) !== undefined) throw error;
    throw corruptFile(path, because('not-tar'), error);
  } finally {
    await feeding;
  }
}

export interface TarMember {
  readonly name: string;
  /** Bytes that its header promises. */
  readonly size: number;
  readonly isLink: boolean;
  readonly content: AsyncIterable<Uint8Array>;
}

async function feed(content: AsyncIterable<Uint8Array>, archive: Extract, path: string, most: number): Promise<void> {
  let fed = 0;
  for await (const chunk of content) {
    fed += chunk.length;
    if (fed > most) throw corruptFile(path, because('unpacks-to-more', { most }));
    if (archive.destroyed) return;
    if (!archive.write(chunk)) await drained(archive);
  }
  archive.end();
}

function drained(archive: Extract): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      archive.off('drain', go);
      archive.off('close', go);
      resolve();
    };
    archive.on('drain', go);
    archive.on('close', go);
  });
}

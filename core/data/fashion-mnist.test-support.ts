import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../scripts/fashion-mnist.mjs', import.meta.url));

/** The folder of the real images, of Debian's package, which is fetched where it is not here. */
export async function debianFashionMnist(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    return stdout.trim();
  } catch (error) {
    throw new Error(error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error), {
      cause: error,
    });
  }
}

/** The files as they are published, under the paths at which a mirror has them. */
export function publishedFiles(folder: string): Map<string, Buffer> {
  return new Map(readdirSync(folder).map((name) => [`/fashion-mnist/${name}`, published(folder, name)]));
}

/**
 * A file as it is published. Debian has taken its name and its time out of the gzip header (RFC 1952), so that packages can be built again alike; all
 * else is the same. That this is right is shown by its checksum.
 */
function published(folder: string, name: string): Buffer {
  const debian = readFileSync(join(folder, name));
  const header = Buffer.from(debian.subarray(0, 10));
  const hasName = 0x08;
  header.writeUInt8(hasName, 3);
  header.writeUInt32LE(name.startsWith('train') ? 1_504_176_606 : 1_504_176_627, 4);
  return Buffer.concat([header, Buffer.from(`${name.replace('.gz', '')}\0`), debian.subarray(10)]);
}

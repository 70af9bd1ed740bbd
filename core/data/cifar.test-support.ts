import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { importDataset, type ImportRequest } from './import.ts';
import type { TestLibrary } from './library.test-support.ts';
import { problemOf, type Refused } from './problem.test-support.ts';

const run = promisify(execFile);

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = fileURLToPath(new URL('./write_cifar.py', import.meta.url));

/** The Python with numpy that set-up makes. */
export async function pythonWithNumpy(): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [join(root, 'scripts', 'python.mjs'), 'keras-numpy']);
    return stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`NumPy cannot be installed, which takes pip and a package index that it can reach.\n${said}`, {
      cause: error,
    });
  }
}

export type CifarVersion = 'binary' | 'python2' | 'python3';

export interface WrittenCifar {
  readonly archive: string;
  /** What the archive unpacks to. */
  readonly unpacked: string;
  /** What numpy read. */
  readonly train: NumpyPart;
  readonly test: NumpyPart;
  readonly classes: { readonly fine: readonly string[]; readonly coarse: readonly string[] };
}

interface NumpyPart {
  readonly images: Uint8Array;
  readonly fine: readonly number[];
  /** Empty of CIFAR-10. */
  readonly coarse: readonly number[];
}

/** Writes CIFAR-10 or CIFAR-100 of drawn images into a folder that is not there yet, as it is published. */
export async function writeCifar(
  python: string,
  folder: string,
  dataset: 10 | 100,
  version: CifarVersion,
  images: readonly [train: number, test: number] = [50, 20],
): Promise<WrittenCifar> {
  await run(python, [script, folder, JSON.stringify({ dataset, version, images, seed: 7 })]);
  const name = `cifar-${String(dataset)}-${version === 'binary' ? 'binary' : 'python'}`;
  const folders = {
    10: { binary: 'cifar-10-batches-bin', python: 'cifar-10-batches-py' },
    100: { binary: name, python: name },
  };
  const part = (of: string): NumpyPart => ({
    images: readFileSync(join(folder, `${of}-images`)),
    fine: [...readFileSync(join(folder, `${of}-fine`))],
    coarse: dataset === 100 ? [...readFileSync(join(folder, `${of}-coarse`))] : [],
  });
  return {
    archive: join(folder, `${name}.tar.gz`),
    unpacked: join(folder, folders[dataset][version === 'binary' ? 'binary' : 'python']),
    train: part('train'),
    test: part('test'),
    classes: JSON.parse(readFileSync(join(folder, 'classes.json'), 'utf8')) as WrittenCifar['classes'],
  };
}

/** CIFAR as it is published, of few images, which the tests of a file share: each kind is written when it is first asked for. */
export function useCifar(): {
  find(version: CifarVersion, dataset: 10 | 100): Promise<WrittenCifar>;
  /** A copy of the unpacked files that a test may spoil. */
  copy(library: TestLibrary, version: CifarVersion, dataset: 10 | 100): Promise<string>;
} {
  const written = new Map<string, Promise<WrittenCifar>>();
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-cifar-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = async (name: string, version: CifarVersion, dataset: 10 | 100): Promise<WrittenCifar> =>
    writeCifar(await pythonWithNumpy(), join(folder, name), dataset, version);
  return {
    find(version, dataset) {
      const name = `${version}-${String(dataset)}`;
      const found = written.get(name) ?? write(name, version, dataset);
      written.set(name, found);
      return found;
    },
    async copy({ files }, version, dataset) {
      rmSync(files, { recursive: true, force: true });
      cpSync((await this.find(version, dataset)).unpacked, files, { recursive: true });
      return files;
    },
  };
}

/** What the import of a path is refused with, after which nothing of it is in the library. */
export async function refusalOf(
  library: TestLibrary,
  path: string,
  request: Omit<ImportRequest, 'paths'> = {},
): Promise<Refused> {
  const problem = await problemOf(importDataset(library.home, { ...request, paths: [path] }));
  if (library.kept().length > 0) throw new Error(`it has kept ${library.kept().join(', ')}`);
  return problem;
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { importDataset, type ImportRequest } from './import.ts';
import type { TestLibrary } from './library.test-support.ts';
import { problemOf, type Refused } from './problem.test-support.ts';
import { pythonWithNumpy, writeCifar, type CifarVersion, type WrittenCifar } from './written-cifar.test-support.ts';

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

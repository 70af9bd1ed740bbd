import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIdxPair } from './idx.test-support.ts';
import { importDataset } from './import.ts';
import { writeImporter } from './import-process.test-support.ts';
import { clearImports, listPacks, packsFolder } from './packs.ts';
import { problemOf } from './problem.test-support.ts';
import { datasetSummary, listDatasets, openDataset } from './registry.ts';
import { useLibrary } from './library.test-support.ts';

const library = useLibrary('my-digits');

describe('imported datasets', () => {
  async function imported(): Promise<string> {
    writeIdxPair(library.files, { count: 6 });
    await importDataset(library.home, { paths: [library.files] });
    return join(packsFolder(library.home), 'my-digits');
  }

  it('are refused when their images have changed', async () => {
    const folder = await imported();
    const path = join(folder, 'train-images.u8');
    const bytes = readFileSync(path);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await problemOf(openDataset('my-digits', folder))).toMatchObject({ code: 'dataset-corrupt' });
    truncateSync(path, 5);
    expect((await problemOf(openDataset('my-digits', folder))).detail).toMatch(/5 bytes, not 72/);
    rmSync(path);
    expect(await problemOf(openDataset('my-digits', folder))).toMatchObject({ code: 'dataset-missing' });
  });

  it('do not hide the others when one is damaged', async () => {
    const folder = await imported();
    mkdirSync(join(packsFolder(library.home), 'broken'));
    copyFileSync(join(folder, 'train-images.u8'), join(packsFolder(library.home), 'broken', 'manifest.json'));
    expect(listDatasets(library.home).map(({ name }) => name)).toEqual(['mnist', 'my-digits']);
    expect(listPacks(library.home).map((pack) => 'problem' in pack && pack.problem.code)).toEqual([
      'dataset-corrupt',
      false,
    ]);
    expect(() => datasetSummary('broken', library.home)).toThrow(/cannot be used/);
  });
});

describe('an import that is killed', () => {
  it('leaves no dataset, and its leftovers are cleared', async () => {
    writeIdxPair(library.files, { count: 5000, shape: [64, 64], gzip: true });
    const script = await writeImporter(library.scratch);
    const child = spawn(process.execPath, [script, library.home, library.files], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const written = (): number => {
      const [name] = library.kept();
      const path = join(packsFolder(library.home), name ?? '', 'train-images.u8');
      return existsSync(path) ? statSync(path).size : 0;
    };
    while (written() < 1_000_000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);

    expect(library.kept()).toHaveLength(1);
    expect(listDatasets(library.home).map(({ name }) => name)).toEqual(['mnist']);
    clearImports(library.home);
    expect(library.kept()).toEqual([]);
    await importDataset(library.home, { paths: [library.files] });
    expect(library.kept()).toEqual(['my-digits']);
  });
});

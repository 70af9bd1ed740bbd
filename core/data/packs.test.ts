import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxPair } from './idx.test-support.ts';
import { importDataset } from './import.ts';
import { clearImports, listPacks, packsFolder } from './packs.ts';
import { problemOf } from './problem.test-support.ts';
import { datasetSummary, listDatasets, openDataset } from './registry.ts';

let scratch = '';
let home = '';
let files = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'blockyard-import-'));
  home = join(scratch, 'home');
  files = join(scratch, 'my-digits');
  mkdirSync(files);
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Everything in the library's folder of datasets, hidden or not. */
const kept = (): string[] => (existsSync(packsFolder(home)) ? readdirSync(packsFolder(home)) : []);

describe('imported datasets', () => {
  async function imported(): Promise<string> {
    writeIdxPair(files, { count: 6 });
    await importDataset(home, { paths: [files] });
    return join(packsFolder(home), 'my-digits');
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
    mkdirSync(join(packsFolder(home), 'broken'));
    copyFileSync(join(folder, 'train-images.u8'), join(packsFolder(home), 'broken', 'manifest.json'));
    expect(listDatasets(home).map(({ name }) => name)).toEqual(['mnist', 'my-digits']);
    expect(listPacks(home).map((pack) => 'problem' in pack && pack.problem.code)).toEqual(['dataset-corrupt', false]);
    expect(() => datasetSummary('broken', home)).toThrow(/damaged/);
  });
});

describe('an import that is killed', () => {
  it('leaves no dataset, and its leftovers are cleared', async () => {
    writeIdxPair(files, { count: 5000, shape: [64, 64], gzip: true });
    const script = join(scratch, 'import.cjs');
    await build({
      stdin: {
        contents: `
          import { importDataset } from './import.ts';
          const [, , home, path] = process.argv;
          void importDataset(home, { paths: [path] });
        `,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
      logLevel: 'silent',
    });
    const child = spawn(process.execPath, [script, home, files], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const written = (): number => {
      const [name] = kept();
      const path = join(packsFolder(home), name ?? '', 'train-images.u8');
      return existsSync(path) ? statSync(path).size : 0;
    };
    while (written() < 1_000_000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);

    expect(kept()).toHaveLength(1);
    expect(listDatasets(home).map(({ name }) => name)).toEqual(['mnist']);
    clearImports(home);
    expect(kept()).toEqual([]);
    await importDataset(home, { paths: [files] });
    expect(kept()).toEqual(['my-digits']);
  });
});

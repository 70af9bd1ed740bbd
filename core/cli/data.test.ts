import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIdxPair } from '../data/idx.test-support.ts';
import { buildTerminal, run, type Finished } from './cli.test-support.ts';

let home = '';
let images = '';
let labels = '';
beforeAll(() => {
  buildTerminal();
  home = mkdtempSync(join(tmpdir(), 'blockyard-cli-data-'));
  [images, labels] = writeIdxPair(home, { count: 40, shape: [28, 28], gzip: true });
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const blockyard = (...args: string[]): Promise<Finished> => run(home, args);

describe('data', () => {
  it('imports files, lists and shows them, trains on them and removes them', { timeout: 90_000 }, async () => {
    const imported = await blockyard('data', 'import', images, labels, '--name', 'My Digits', '--json');
    expect(imported.code).toBe(0);
    const shown = await blockyard('data', 'show', 'my-digits', '--json');
    expect(shown.stdout).toBe(imported.stdout);
    const { hash } = JSON.parse(shown.stdout) as { hash: string };
    const listed = await blockyard('data', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { name: 'mnist', builtIn: true },
      { name: 'my-digits', title: 'My Digits', shape: [28, 28, 1], trainSize: 40, testSize: 0, builtIn: false },
    ]);

    const common = ['lenet5', '--data', 'my-digits', '--epochs', '1', '--batch', '16', '--json'];
    const untested = await blockyard('train', ...common);
    expect(untested.code).toBe(2);
    expect(untested.stderr).toMatch(/no test images; validate on a part of the training images/);
    const trained = await blockyard('train', ...common, '--val-split', '0.25');
    expect(trained.code).toBe(0);
    expect(JSON.parse(trained.stdout)).toMatchObject({ dataset: 'my-digits', trainSize: 30, dataHash: hash });

    expect((await blockyard('data', 'remove', 'my-digits')).code).toBe(0);
    const gone = await blockyard('data', 'show', 'my-digits', '--json');
    expect([gone.code, JSON.parse(gone.stdout)]).toMatchObject([2, { error: { code: 'unknown-dataset' } }]);
  });

  it('does not remove what comes with the program', async () => {
    const { code, stderr } = await blockyard('data', 'remove', 'mnist');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/comes with Blockyard/)]);
  });

  it('draws what augmentation makes of images, and exports pictures', { timeout: 90_000 }, async () => {
    const out = join(home, 'preview.png');
    const drawn = await blockyard(
      'data',
      'preview',
      'mnist',
      '--augment',
      'flip',
      '--images',
      '2',
      '--out',
      out,
      '--json',
    );
    expect(JSON.parse(drawn.stdout)).toMatchObject({ augmentation: 'flip', images: 2, variants: 8, file: out });
    const { width, height, data } = PNG.sync.read(readFileSync(out));
    // Each pixel is drawn as two by two; between images lie 4 px, and 16 more behind the originals.
    expect([height, width]).toEqual([2 * 60 + 4, 9 * 60 + 16]);
    const row = (left: number): number[] =>
      Array.from({ length: 28 }, (_, x) => data[4 * (32 * width + left + 2 * x)] ?? 0);
    const original = row(4);
    const mirrored = [...original].reverse();
    expect(new Set(original).size).toBeGreaterThan(2);
    const variants = Array.from({ length: 8 }, (_, at) => row(16 + 60 * (at + 1)).join());
    expect([...new Set(variants)].sort()).toEqual([original.join(), mirrored.join()].sort());

    const folder = join(home, 'pictures');
    const imported = await blockyard('data', 'import', images, labels, '--name', 'few', '--json');
    expect(imported.code).toBe(0);
    const exported = await blockyard('data', 'export', 'few', folder, '--as', 'images', '--json');
    expect(JSON.parse(exported.stdout)).toEqual({ name: 'few', folder, images: 40 });
    expect(readdirSync(folder).sort()).toEqual(['0', '1', '2']);
  });
});

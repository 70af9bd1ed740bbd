import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});

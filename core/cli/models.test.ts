import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, run, type Finished } from './cli.test-support.ts';

let home = '';
let id = '';
let valAccuracy = 0;

const blockyard = (...args: string[]): Promise<Finished> => run(home, args);

beforeAll(async () => {
  buildTerminal();
  home = mkdtempSync(join(tmpdir(), 'blockyard-models-'));
  const { stdout } = await blockyard('train', 'baseline', '--limit', '2000', '--epochs', '1', '--json');
  const trained = JSON.parse(stdout) as { runId: string; epochs: { valAccuracy: number }[] };
  id = trained.runId;
  valAccuracy = trained.epochs[0]?.valAccuracy ?? NaN;
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('evaluate', () => {
  it('tells the accuracy that training told, with every figure, in one document', async () => {
    const { code, stdout } = await blockyard('evaluate', id, '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { accuracy: number; confusion: number[][]; classes: { recall: number }[] };
    expect(document).toMatchObject({
      runId: id,
      weights: 'best',
      dataset: 'mnist',
      part: 'test',
      images: 400,
      epoch: 1,
    });
    expect(document.accuracy).toBe(valAccuracy);
    expect(document.confusion.flat().reduce((a, b) => a + b)).toBe(400);
    expect(document.classes).toHaveLength(10);
  });

  it('tells it people, of any part of any dataset', async () => {
    const { stdout } = await blockyard('evaluate', id, '--data', 'mnist', '--weights', 'last', '--top', '2');
    expect(stdout).toMatch(/^Accuracy \d\d\.\d\d%: [\d,]+ of 10,000 images \(mnist, test\), weights of epoch 1\n/);
    expect(stdout).toMatch(/Top 2 \d\d/);
    expect(stdout).toMatch(/Most confused:\n {2}\d taken for \d: /);
  });

  it('says what cannot be', async () => {
    expect((await blockyard('evaluate', id, '--data', 'nothing')).code).toBe(2);
    expect((await blockyard('evaluate', '20260101-aaaaaa')).code).toBe(2);
    rmSync(join(home, 'runs', id, 'weights', 'last.safetensors'));
    const { code, stdout } = await blockyard('evaluate', id, '--weights', 'last', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'weights-missing' } });
  });
});

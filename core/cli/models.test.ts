import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../data/index.ts';
import type { Exported } from '../protocol/export.ts';
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

describe('predict', () => {
  it('tells what pictures in files and folders are taken for, and writes a table', async () => {
    const folder = join(home, 'pictures');
    mkdirSync(folder);
    const { test } = await openDataset('mnist');
    for (let at = 0; at < 4; at += 1) {
      const png = new PNG({ width: 28, height: 28 });
      test.images.subarray(at * 784, (at + 1) * 784).forEach((value, pixel) => {
        png.data.set([value, value, value, 255], 4 * pixel);
      });
      writeFileSync(join(folder, `${String(at)}.png`), PNG.sync.write(png));
    }
    writeFileSync(join(folder, 'text.png'), 'no picture');
    const csv = join(home, 'answers.csv');
    const { code, stdout } = await blockyard('predict', id, folder, '--csv', csv, '--json');
    expect(code).toBe(0);
    const { predictions } = JSON.parse(stdout) as {
      predictions: { file: string; predicted?: string; refused?: { reason: string }; probabilities?: number[] }[];
    };
    expect(predictions.map(({ file }) => file)).toEqual(['0.png', '1.png', '2.png', '3.png', 'text.png']);
    expect(predictions[4]?.refused?.reason).toBe('not-an-image');
    expect(predictions[1]?.probabilities?.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    const table = readFileSync(csv, 'utf8').trimEnd().split('\n');
    expect(table[0]).toBe('file,predicted,confidence,p(0),p(1),p(2),p(3),p(4),p(5),p(6),p(7),p(8),p(9),refused');
    expect(table[2]).toMatch(new RegExp(`^1\\.png,${predictions[1]?.predicted ?? ''},0\\.\\d+,`));
  });

  it('fails where there is nothing, or nothing can be read', async () => {
    const text = join(home, 'text.png');
    writeFileSync(text, 'no picture');
    const { code, stdout } = await blockyard('predict', id, text);
    expect([code, stdout]).toEqual([1, 'text.png: not read, it is not a picture\n']);
    expect((await blockyard('predict', id, join(home, 'gone.png'))).code).toBe(2);
  });
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

  it('compares two models on the same images', async () => {
    const { stdout } = await blockyard('evaluate', id, '--against', id, '--json');
    const { accuracy, comparison } = JSON.parse(stdout) as {
      accuracy: number;
      comparison: Readonly<Record<'both' | 'firstOnly' | 'secondOnly' | 'neither' | 'pValue' | 'accuracy', number>>;
    };
    expect(comparison).toMatchObject({ firstOnly: 0, secondOnly: 0, pValue: 1, accuracy });
    expect(comparison.both + comparison.neither).toBe(400);
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

describe('export', () => {
  const exported = async (format: string, out: string, ...more: string[]): Promise<Finished> =>
    blockyard('export', id, '--as', format, '--out', join(home, out), '--json', ...more);

  it.each([
    ['safetensors', 'weights.safetensors', 'Blockyard'],
    ['savedmodel', 'saved', 'TensorFlow '],
    ['tfjs', 'web', 'TensorFlow.js '],
  ])('writes %s, and tries it on test images', async (format, out, runtime) => {
    const { code, stdout } = await exported(format, out);
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as Exported;
    expect(told).toMatchObject({ format, place: join(home, out), epoch: 1 });
    expect(told.check).toMatchObject({ kind: 'applied', images: 100, source: 'test' });
    if (told.check.kind !== 'applied') return;
    expect(told.check.runtime.startsWith(runtime)).toBe(true);
    expect(told.check.largestDifference).toBeLessThanOrEqual(1e-5);
  });

  it.each([
    ['keras', 'model.keras', 'Keras'],
    ['onnx', 'model.onnx', 'ONNX Runtime'],
    ['python', 'code', 'Keras'],
  ])('writes %s, and says that nothing here reads it', async (format, out, reader) => {
    const { code, stdout } = await exported(format, out);
    expect([code, (JSON.parse(stdout) as Exported).check]).toEqual([0, { kind: 'none', reader }]);
  });

  it('replaces an earlier export when it is told to, and nothing else', async () => {
    const error = ({ stdout }: Finished): unknown => (JSON.parse(stdout) as { error: { code: string } }).error.code;
    const again = await exported('tfjs', 'web');
    expect([again.code, error(again)]).toEqual([2, 'export-exists']);
    expect((await exported('tfjs', 'web', '--force')).code).toBe(0);
    writeFileSync(join(home, 'web', 'notes.txt'), 'mine');
    const occupied = await exported('tfjs', 'web', '--force');
    expect([occupied.code, error(occupied)]).toEqual([2, 'export-occupied']);
    expect(readFileSync(join(home, 'web', 'notes.txt'), 'utf8')).toBe('mine');
    const nowhere = await exported('onnx', join('gone', 'model.onnx'));
    expect([nowhere.code, error(nowhere)]).toEqual([1, 'not-writable']);
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('weights', () => {
  it('are listed, and written one by one into a folder that is empty', async () => {
    const out = join(home, 'tensors');
    const { stdout } = await blockyard('weights', id, '--json');
    const { tensors } = JSON.parse(stdout) as { tensors: { path: string; shape: number[] }[] };
    const kernel = tensors.find(({ path }) => path === 'dense/kernel');
    expect(kernel?.shape).toEqual([1176, 128]);
    expect((await blockyard('weights', id, '--out', out)).code).toBe(0);
    expect(readdirSync(out)).toHaveLength(tensors.length);
    expect(readFileSync(join(out, 'dense-kernel.npy')).toString('latin1')).toContain("'shape': (1176, 128,)");
    const again = await blockyard('weights', id, '--out', out, '--format', 'csv');
    expect([again.code, readdirSync(out).length]).toEqual([2, tensors.length]);
  });

  it('of a run or a file begin another run, which leaves frozen blocks as they were, also longer and elsewhere', async () => {
    const file = join(home, 'digits.safetensors');
    expect((await blockyard('export', id, '--as', 'safetensors', '--out', file)).code).toBe(0);
    const small = ['--limit', '200', '--epochs', '1', '--freeze', 'all-but-head', '--json'];
    const begun: { runId: string; weightsHash: string }[] = [];
    const expectFrozen = async (runId: string): Promise<void> => {
      const out = join(home, runId);
      await blockyard('weights', runId, '--out', out, '--weights', 'last');
      const read = (folder: string, name: string): Buffer => readFileSync(join(folder, name));
      const isAsBefore = (name: string): boolean => read(out, name).equals(read(join(home, 'tensors'), name));
      expect(['dense-kernel.npy', 'output-kernel.npy'].map(isAsBefore)).toEqual([true, false]);
    };
    for (const from of [id, file]) {
      const { stdout, stderr } = await blockyard('train', 'baseline', '--from', from, ...small);
      expect(stderr).toContain('Trained weights in 4 of the 4 layers that have weights. Training leaves as they are:');
      const trained = JSON.parse(stdout) as { runId: string; status: string; weightsHash: string; transfer: object };
      expect(trained).toMatchObject({ status: 'completed', transfer: { frozen: ['features', 'dense'], fresh: [] } });
      begun.push(trained);
      await expectFrozen(trained.runId);
    }
    const [ofRun, ofFile] = begun;
    if (ofRun === undefined || ofFile === undefined) throw new Error('Nothing was trained.');
    expect(ofFile.weightsHash).toBe(ofRun.weightsHash);

    const longer = await blockyard('runs', 'continue', ofRun.runId, '--epochs', '2', '--json');
    await expectFrozen((JSON.parse(longer.stdout) as { runId: string }).runId);

    // Where neither the file nor the run is that it began with.
    const bundle = join(home, 'begun.blockyard');
    await blockyard('runs', 'export', ofFile.runId, '--format', 'bundle', '--out', bundle);
    const other = join(home, 'other');
    await run(other, ['runs', 'import', bundle]);
    const again = await run(other, ['runs', 'again', ofFile.runId, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 'completed', weightsHash: ofRun.weightsHash });

    const alone = await blockyard('train', 'baseline', '--freeze', 'dense');
    expect([alone.code, alone.stderr]).toEqual([2, 'The setting --freeze is not valid: it goes with --from.\n']);
  }, 120_000);
});

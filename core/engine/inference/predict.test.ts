import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../data/index.ts';
import { inferArchitecture, initialWeights, parseArchitecture } from '../../model/index.ts';
import type { Pictures, Predictions } from '../../protocol/trained-model.ts';
import { tinyArchitecture } from '../tiny-run.test-support.ts';
import type { Inference } from './inference.ts';
import { openInference } from './open-inference.ts';
import { predictPictures } from './predict.ts';
import type { TrainedModel } from './trained-model.ts';

let home = '';
let model: TrainedModel;
let inference: Inference;
let digit: Uint8Array<ArrayBuffer>;

async function modelFor(input: readonly [number, number, number]): Promise<TrainedModel> {
  const parsed = parseArchitecture(tinyArchitecture);
  if (!parsed.ok) throw new Error('no architecture');
  const { network } = inferArchitecture(parsed.value, { input, classes: 10 });
  if (network === undefined) throw new Error('no network');
  return Promise.resolve({
    network,
    weights: initialWeights(network, 1),
    classes: Array.from({ length: 10 }, (_, at) => String(at)),
    epoch: 0,
  });
}

/** A gray PNG of the pixels, each so many times as wide and high. */
function png(pixels: Uint8Array, side: number, times: number): Uint8Array<ArrayBuffer> {
  const picture = new PNG({ width: side * times, height: side * times });
  for (let y = 0; y < side * times; y += 1)
    for (let x = 0; x < side * times; x += 1) {
      const value = pixels[Math.floor(y / times) * side + Math.floor(x / times)] ?? 0;
      picture.data.set([value, value, value, 255], 4 * (y * side * times + x));
    }
  return new Uint8Array(PNG.sync.write(picture));
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-predict-'));
  model = await modelFor([28, 28, 1]);
  inference = await openInference(model);
  digit = new Uint8Array((await openDataset('mnist')).test.images.subarray(0, 784));
});
afterAll(() => {
  inference.dispose();
  rmSync(home, { recursive: true, force: true });
});

const predict = (pictures: Pictures): Promise<Predictions> =>
  predictPictures({ model, inference, pictures, onProgress: () => undefined });

describe('pictures of any kind', () => {
  it('are the same to the network as pixels, as a file of their size, and as one that is larger', async () => {
    const asPixels = await predict({ kind: 'pixels', names: ['digit'], pixels: digit });
    const files = [1, 3].map((times) => ({ name: `${String(times)}.png`, bytes: png(digit, 28, times) }));
    const asFiles = await predict({ kind: 'files', files, fit: 'crop' });
    expect(asPixels.predictions[0]?.pixels).toEqual(digit);
    expect(asFiles.predictions[0]?.pixels).toEqual(digit);
    // With more pictures at a time, sums are formed in another order.
    for (const [at, value] of (asPixels.predictions[0]?.probabilities ?? []).entries())
      expect(asFiles.predictions[0]?.probabilities?.[at]).toBeCloseTo(value, 6);
    // Made smaller by a filter that is as wide as a pixel of the result: near, not equal.
    const larger = asFiles.predictions[1]?.pixels ?? new Uint8Array();
    const difference = digit.reduce((sum, value, at) => sum + Math.abs(value - (larger[at] ?? 0)), 0) / 784;
    expect(difference).toBeLessThan(12);
    expect(asPixels.predictions[0]?.probabilities?.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  it('are refused one by one where they are damaged, and the others are classified', async () => {
    const bytes = png(digit, 28, 2);
    const files = [
      { name: 'good.png', bytes },
      { name: 'cut.png', bytes: bytes.subarray(0, bytes.length / 2) },
      { name: 'text.png', bytes: new TextEncoder().encode('no picture at all') },
      { name: 'empty.png', bytes: new Uint8Array() },
      { name: 'again.png', bytes },
    ];
    const { predictions } = await predict({ kind: 'files', files, fit: 'crop' });
    expect(predictions.map(({ refusal }) => refusal?.reason)).toEqual([
      undefined,
      'truncated',
      'not-an-image',
      'empty',
      undefined,
    ]);
    expect(predictions[4]?.probabilities).toEqual(predictions[0]?.probabilities);
  });

  it('are read from folders, with what is below, and from single paths', async () => {
    const folder = join(home, 'pictures');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    writeFileSync(join(folder, 'b.png'), png(digit, 28, 1));
    writeFileSync(
      join(folder, 'inner', 'a.png'),
      png(
        digit.map((value) => 255 - value),
        28,
        1,
      ),
    );
    writeFileSync(join(folder, 'notes.txt'), 'not one');
    const paths = [folder, join(folder, 'b.png')];
    const { predictions } = await predict({ kind: 'paths', paths, fit: 'crop' });
    expect(predictions.map(({ name, refusal }) => [name, refusal?.reason])).toEqual([
      ['b.png', undefined],
      ['inner/a.png', undefined],
      ['notes.txt', 'not-an-image'],
      ['b.png', undefined],
    ]);
    expect(predictions[0]?.pixels).toEqual(digit);
    const gone = predict({ kind: 'paths', paths: [join(home, 'gone')], fit: 'crop' });
    await expect(gone).rejects.toMatchObject({ problem: { code: 'unreadable-file' } });
  });

  it('are told apart from what the model cannot take', async () => {
    const short = predict({ kind: 'pixels', names: ['a', 'b'], pixels: digit });
    await expect(short).rejects.toMatchObject({ problem: { code: 'model-pixels', facts: { wanted: '28x28x1' } } });
    const two = await modelFor([28, 28, 2]);
    const channels = predictPictures({
      model: two,
      inference,
      pictures: { kind: 'files', files: [{ name: 'a', bytes: png(digit, 28, 1) }], fit: 'crop' },
      onProgress: () => undefined,
    });
    await expect(channels).rejects.toMatchObject({ problem: { code: 'model-channels', facts: { channels: 2 } } });
  });
});

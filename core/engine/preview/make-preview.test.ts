import { mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { augmentBatch } from '../../compiler/augmentation/on-host.ts';
import { datasetFolder, importDataset, openDataset, type ImageSet } from '../../data/index.ts';
import { writeIdxPair } from '../../data/idx.test-support.ts';
import { augmentationSchema, type Augmentation } from '../../protocol/augmentation.ts';
import { previewRequestSchema, previewVariants, type PreviewRequest } from '../../protocol/augmentation-preview.ts';
import { makePreview } from './make-preview.ts';

let mnist: ImageSet;
let home = '';
beforeAll(async () => {
  mnist = (await openDataset('mnist')).train;
  home = mkdtempSync(join(tmpdir(), 'blockyard-preview-'));
  const files = join(home, 'files');
  mkdirSync(files);
  writeIdxPair(files, { count: 10, shape: [6, 5, 3] });
  await importDataset(home, { paths: [files], title: 'Colours' });
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function requestOf(
  augmentation: Partial<Augmentation>,
  { dataset = 'mnist', limit, ...others }: Partial<PreviewRequest> & { dataset?: string; limit?: number } = {},
): PreviewRequest {
  return previewRequestSchema.parse({
    data: { dataset, limit },
    augmentation: augmentationSchema.parse(augmentation),
    backend: 'auto',
    seed: 7,
    step: 0,
    count: 3,
    offset: 0,
    ...others,
  });
}

const preview = (request: PreviewRequest) => makePreview(request, home);
/** The images of an array, each as text to compare by. */
const imagesOf = (pixels: Uint8Array, size = 784): string[] =>
  Array.from({ length: pixels.length / size }, (_, i) => pixels.subarray(i * size, (i + 1) * size).join());

describe('a preview of augmentation', () => {
  it('shows real training images, which stay whatever is done to them, with their labels', async () => {
    const plain = await preview(requestOf({}));
    const all = new Map(imagesOf(mnist.images).map((image, i) => [image, mnist.labels[i]]));
    const originals = imagesOf(plain.originals);
    expect(originals.map((image) => all.get(image))).toEqual(plain.labels);
    expect(new Set(originals).size).toBe(3);
    expect(plain.shape).toEqual([28, 28, 1]);
    for (const setting of [{ rotation: 40 }, { mixup: 1 }, { cutout: 9, brightness: 0.5 }]) {
      const varied = await preview(requestOf(setting, { step: 3 }));
      expect(varied.originals).toEqual(plain.originals);
      expect(varied.labels).toEqual(plain.labels);
      expect(new Set(imagesOf(varied.variants)).size).toBe(3 * previewVariants);
    }
  });

  it('shows every image eight times as it is where nothing is on', async () => {
    const { originals, variants, blend } = await preview(requestOf({}));
    const expected = imagesOf(originals).flatMap((image) => Array<string>(previewVariants).fill(image));
    expect(imagesOf(variants)).toEqual(expected);
    expect(blend).toBeUndefined();
  });

  it.each(['compiled', 'js'] as const)(
    'by %s shows what training makes of a batch of these images',
    async (backend) => {
      const request = requestOf(
        { rotation: 25, shift: 0.2, fill: 'reflect', contrast: 0.4, cutmix: 1 },
        { backend, step: 9 },
      );
      const shown = await preview(request);
      expect(shown.backend).toBe(backend);
      const count = 3 * previewVariants;
      const images = Float32Array.from({ length: count * 784 }, (_, i) => (shown.originals[i % (3 * 784)] ?? 0) / 255);
      const labels = Int32Array.from({ length: count }, (_, i) => shown.labels[i % 3] ?? 0);
      const trained = augmentBatch(
        { images, labels },
        { augmentation: request.augmentation, seed: 7, step: 9, shape: [28, 28, 1] },
      );
      let largest = 0;
      for (let at = 0; at < count; at += 1) {
        const [image, variant] = [Math.floor(at / previewVariants), at % previewVariants];
        const from = variant * 3 + image;
        for (let i = 0; i < 784; i += 1)
          largest = Math.max(
            largest,
            Math.abs((shown.variants[at * 784 + i] ?? NaN) - 255 * (trained.images[from * 784 + i] ?? NaN)),
          );
        // The next of an image's batch is another image.
        expect(shown.blend?.partners[at]).toBe(shown.labels[(image + 1) % 3]);
        expect(shown.blend?.shares[at]).toBeCloseTo(trained.blend?.share[from] ?? NaN, 6);
      }
      expect(largest).toBeLessThanOrEqual(0.51);
    },
  );

  it('shows the same for the same seed and step, and other variants for another', async () => {
    const turned = requestOf({ rotation: 30 });
    const [first, again, other, seeded] = await Promise.all([
      preview(turned),
      preview(turned),
      preview({ ...turned, step: 1 }),
      preview({ ...turned, seed: 8 }),
    ]);
    expect(again).toEqual(first);
    for (const { variants } of [other, seeded])
      expect(imagesOf(variants).filter((image) => imagesOf(first.variants).includes(image))).toEqual([]);
  });

  it('goes through the images that would be trained on, and begins again after the last', async () => {
    const shown = async (offset: number): Promise<string[]> =>
      imagesOf((await preview(requestOf({}, { limit: 10, offset, count: 4 }))).originals);
    const [first, second, third] = [await shown(0), await shown(4), await shown(8)];
    expect(new Set([...first, ...second, ...third])).toEqual(new Set(imagesOf(mnist.images.subarray(0, 10 * 784))));
    expect(third.slice(2)).toEqual(first.slice(0, 2));
  });
});

describe('a preview of an imported dataset', () => {
  const folder = (): string => datasetFolder('colours', home);

  it('reads its images, in colour', async () => {
    const { train } = await openDataset('colours', folder());
    const all = imagesOf(train.images, 90);
    const shown = await makePreview(requestOf({ saturation: 1 }, { dataset: 'colours', count: 16 }), home);
    expect(shown.shape).toEqual([6, 5, 3]);
    const order = imagesOf(shown.originals, 90).map((image) => all.indexOf(image));
    expect([...order].sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
    expect(shown.labels).toEqual(order.map((i) => train.labels[i]));
  });

  it('says what is wrong with its files', async () => {
    truncateSync(join(folder(), 'train-images.u8'), 500);
    const asked = makePreview(requestOf({}, { dataset: 'colours', count: 16 }), home);
    await expect(asked).rejects.toMatchObject({ problem: { code: 'dataset-corrupt' } });
    rmSync(folder(), { recursive: true });
    const gone = makePreview(requestOf({}, { dataset: 'colours' }), home);
    await expect(gone).rejects.toMatchObject({ problem: { code: 'unknown-dataset' } });
  });
});

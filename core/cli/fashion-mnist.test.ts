import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianFashionMnist, publishedFiles } from '../data/fashion-mnist.test-support.ts';
import { serveFiles, type FileServer } from '../data/http-server.test-support.ts';
import { buildTerminal, run, start, type Finished } from './cli.test-support.ts';

let home = '';
let folder = '';
let server: FileServer;
beforeAll(async () => {
  buildTerminal();
  folder = await debianFashionMnist();
  home = mkdtempSync(join(tmpdir(), 'blockyard-fashion-'));
  server = await serveFiles(publishedFiles(folder));
  process.env.BLOCKYARD_MIRROR = server.address;
}, 300_000);
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const blockyard = (...args: string[]): Promise<Finished> => run(home, args);

const description = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  shape: [28, 28, 1],
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  trainSize: 60_000,
  testSize: 10_000,
  builtIn: false,
  hash: 'eb66c13beec641e8051aa159558c2ba85defc88cf9d6ca5c5d284940d5863bc0',
  perClass: { train: new Array<number>(10).fill(6000), test: new Array<number>(10).fill(1000) },
};

describe('the real Fashion-MNIST', { timeout: 240_000 }, () => {
  it('is downloaded with the published checksums, stopped, gone on with, and trained on', async () => {
    server.misbehave = (request, response, file) => {
      if (request.url?.includes('train-images') !== true || request.headers.range !== undefined) return false;
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 20_000_000));
      return true;
    };
    const stopped = start(home, ['data', 'download', 'fashion-mnist', '--json']);
    await stopped.said(/downloaded/);
    stopped.process.kill('SIGINT');
    const { code, stdout } = await stopped.finished;
    expect([code, JSON.parse(stdout)]).toMatchObject([130, { error: { code: 'download-cancelled' } }]);

    const list = await blockyard('data', 'download', '--json');
    const [first] = JSON.parse(list.stdout) as { name: string; arrived: number; have: boolean }[];
    expect(first).toMatchObject({ name: 'fashion-mnist', bytes: 30_878_645, have: false });
    expect(first?.arrived).toBeGreaterThan(7_000_000);

    server.asked.length = 0;
    const downloaded = await blockyard('data', 'download', 'fashion-mnist', '--json');
    expect(downloaded.stderr).toMatch(/are here already/);
    expect(server.asked[0]).toBe(`/fashion-mnist/train-images-idx3-ubyte.gz bytes=${String(first?.arrived)}-`);
    const document = JSON.parse(downloaded.stdout) as { statistics: { mean: number[]; deviation: number[] } };
    expect(document).toMatchObject(description);
    expect(document.statistics.mean[0]).toBeCloseTo(0.286, 4);
    expect(document.statistics.deviation[0]).toBeCloseTo(0.353, 4);
    expect(readdirSync(join(home, 'downloads'))).toEqual([]);

    const again = await blockyard('data', 'download', 'fashion-mnist', '--json');
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([2, { error: { code: 'dataset-exists' } }]);

    const common = ['--data', 'fashion-mnist', '--limit', '3000', '--epochs', '1', '--batch', '64', '--json'];
    const trained = await blockyard('train', 'baseline', ...common);
    const ended = JSON.parse(trained.stdout) as { epochs: { valAccuracy: number }[] };
    expect(ended).toMatchObject({ dataset: 'fashion-mnist', dataHash: description.hash, status: 'completed' });
    // Ten classes of equal size: chance is 0.1.
    expect(ended.epochs[0]?.valAccuracy).toBeGreaterThan(0.5);
  });

  it("is imported from Debian's files as the same dataset, with the names of its classes", async () => {
    const imported = await blockyard('data', 'import', folder, '--name', 'From Debian', '--json');
    expect(JSON.parse(imported.stdout)).toMatchObject({ ...description, name: 'from-debian', title: 'From Debian' });
  });

  it('tells what can be done where a host cannot be reached', async () => {
    process.env.BLOCKYARD_MIRROR = 'http://127.0.0.1:1';
    const failed = await blockyard('data', 'download', 'cifar-10');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /cifar-10-binary\.tar\.gz could not be downloaded from 127\.0\.0\.1:1: it refuses the connection.*import it/,
    );
    const unknown = await blockyard('data', 'download', 'imagenet');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/fashion-mnist, cifar-10, cifar-100/)]);
  });
});

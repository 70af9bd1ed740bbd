import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clearDownloads, downloadDataset, listDownloads } from './download.ts';
import { downloads } from './downloads.ts';
import { useLibrary } from './library.test-support.ts';

const library = useLibrary('files');

describe('known downloads', () => {
  it('are listed with their sizes, and what is here of them', async () => {
    const part = join(library.home, 'downloads', 'cifar-10');
    mkdirSync(part, { recursive: true });
    writeFileSync(join(part, 'cifar-10-binary.tar.gz.part'), Buffer.alloc(1234));
    expect(await listDownloads(library.home)).toEqual([
      { name: 'fashion-mnist', title: 'Fashion-MNIST', bytes: 30_878_645, arrived: 0, have: false },
      { name: 'cifar-10', title: 'CIFAR-10', bytes: 170_052_171, arrived: 1234, have: false },
      { name: 'cifar-100', title: 'CIFAR-100', bytes: 168_513_733, arrived: 0, have: false },
    ]);
    await expect(downloadDataset(library.home, 'imagenet')).rejects.toThrow(/fashion-mnist, cifar-10, cifar-100/);
  });

  it('name a published file each time', () => {
    for (const { files } of downloads)
      for (const { sha256, urls, name } of files) {
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        for (const url of urls) expect(new URL(url).pathname.endsWith(`/${name}`)).toBe(true);
      }
  });

  it('are cleared when nobody went on with them for a week', () => {
    for (const [name, days] of [
      ['old', 8],
      ['new', 6],
    ] as const) {
      const path = join(library.home, 'downloads', name, 'x.part');
      mkdirSync(join(library.home, 'downloads', name), { recursive: true });
      writeFileSync(path, 'x');
      const then = Date.now() / 1000 - days * 24 * 3600;
      utimesSync(path, then, then);
      utimesSync(join(library.home, 'downloads', name), then, then);
    }
    clearDownloads(library.home);
    expect(readdirSync(join(library.home, 'downloads'))).toEqual(['new']);
    clearDownloads(join(library.home, 'none'));
  });
});

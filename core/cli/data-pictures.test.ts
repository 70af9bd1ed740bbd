import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePictures, type WrittenPictures } from '../data/pictures/pictures.test-support.ts';
import type { ImportLook, ImportReport } from '../protocol/datasets.ts';
import { buildTerminal, run, start, type Finished } from './cli.test-support.ts';

let home = '';
let pictures: WrittenPictures;
beforeAll(() => {
  buildTerminal();
  home = mkdtempSync(join(tmpdir(), 'blockyard-cli-pictures-'));
  pictures = writePictures(join(home, 'written'), 300, 8);
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const blockyard = (...args: string[]): Promise<Finished> => run(home, args);
const datasets = (): string[] => (existsSync(join(home, 'datasets')) ? readdirSync(join(home, 'datasets')) : []);

describe('data import of pictures', () => {
  it('shows what it would import, imports it and reports', { timeout: 90_000 }, async () => {
    const looked = await blockyard('data', 'import', pictures.folder, '--look', '--json');
    expect(JSON.parse(looked.stdout) as ImportLook).toMatchObject({ kind: 'folders', files: 300 });
    expect(datasets()).toEqual([]);

    const rule = ['--size', '20x16', '--channels', '1', '--fit', 'pad'];
    const imported = await blockyard('data', 'import', pictures.folder, ...rule, '--name', 'Zoo', '--json');
    const { shape, report } = JSON.parse(imported.stdout) as { shape: number[]; report: ImportReport };
    expect([imported.code, shape]).toEqual([0, [20, 16, 1]]);
    expect(report).toMatchObject({ read: 270, refused: { total: 30 }, rule: { fit: 'pad' } });

    const shown = await blockyard('data', 'show', 'zoo');
    expect(shown.stdout).toMatch(/30 files refused:/);
    expect(shown.stdout).toMatch(/bmp cut\.bmp: it ends before the picture does\n/);
  });

  it('refuses sizes and channels that cannot be', async () => {
    for (const option of [
      ['--size', '0x3'],
      ['--size', 'big'],
      ['--channels', '2'],
      ['--fit', 'squeeze'],
    ])
      expect(await blockyard('data', 'import', pictures.folder, ...option)).toMatchObject({ code: 2, stdout: '' });
  });

  it(
    'that is killed leaves nothing that a listing shows, and the next one clears it away',
    { timeout: 90_000 },
    async () => {
      const before = datasets();
      const large = ['--size', '256x256', '--name', 'Killed'];
      const { process: child, finished } = start(home, ['data', 'import', pictures.folder, ...large]);
      const scratch = (): string | undefined => datasets().find((name) => name.startsWith('.'));
      const written = (): number => {
        const path = join(home, 'datasets', scratch() ?? '', 'train-images.u8');
        return scratch() !== undefined && existsSync(path) ? statSync(path).size : 0;
      };
      while (written() < 1_000_000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
      child.kill('SIGKILL');
      expect((await finished).code).toBe(null);
      expect(scratch()).toBeDefined();

      const listed = await blockyard('data', '--json');
      expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name)).not.toContain('killed');
      const again = await blockyard('data', 'import', pictures.folder, '--size', '8x8', '--name', 'Killed');
      expect(again.code).toBe(0);
      expect(datasets().sort()).toEqual([...before, 'killed'].sort());
    },
  );
});

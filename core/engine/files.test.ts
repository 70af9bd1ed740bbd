import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from './files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('replaceFile', () => {
  it('writes the pieces one after another, makes the folder, and leaves nothing else', async () => {
    const path = join(folder, 'weights', 'a');
    await replaceFile(path, [Buffer.from('old')]);
    await replaceFile(path, [Buffer.from('ne'), Buffer.from('w')]);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it.runIf(existsSync('/dev/full'))('keeps the old file when the disk is full', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    symlinkSync('/dev/full', `${path}.tmp`);
    await expect(replaceFile(path, [Buffer.alloc(10)])).rejects.toMatchObject({
      problem: { code: 'no-space', facts: { path } },
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it('says so when the place cannot be written to', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(replaceFile(join(folder, 'file', 'a'), [])).rejects.toMatchObject({
      problem: { code: 'not-writable' },
    });
    mkdirSync(join(folder, 'taken'));
    await expect(replaceFile(join(folder, 'taken'), [])).rejects.toMatchObject({ problem: { code: 'not-writable' } });
  });
});

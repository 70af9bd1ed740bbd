import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withLock } from './lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-lock-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('lets one work at a time', async () => {
  const file = join(folder, 'lock');
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(30);
    inside -= 1;
  };
  await Promise.all([withLock(file, work, 5), withLock(file, work, 5), withLock(file, work, 5)]);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('takes over the lock of a process that has ended', async () => {
  const file = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, `${pid} 12345\n`);
  expect(await withLock(file, async () => 'done', 5)).toBe('done');
});

it('takes over the lock of an earlier process with the number of one that lives', async () => {
  const file = join(folder, 'lock');
  writeFileSync(file, `${process.pid} before-the-restart\n`);
  expect(await withLock(file, async () => 'done', 5)).toBe('done');
});

it('takes over a lock that a crash left empty', async () => {
  const file = join(folder, 'lock');
  writeFileSync(file, '');
  expect(await withLock(file, async () => 'done', 5)).toBe('done');
});

it('gives the lock back when the work fails', async () => {
  const file = join(folder, 'lock');
  const failing = withLock(file, () => Promise.reject(new Error('no')), 5);
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});

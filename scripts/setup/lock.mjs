import { mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './log.mjs';

/** @param {number} pid @returns {boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} file @returns {number | undefined} the process that holds the lock, if that can be read */
function holderOf(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} file @returns {boolean} whether this process holds the lock now */
function tryLock(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, `${process.pid}\n`);
    closeSync(handle);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Runs `work` while holding a lock file, so that two set-ups at once do not clash. A lock whose process has ended is taken
 * over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {number} [pollMs]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, pollMs = 500) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  let unreadable = 0;
  while (!tryLock(file)) {
    const holder = holderOf(file);
    // Between its creation and its first write a lock has no holder yet; one that stays so was left by a crash.
    unreadable = holder === undefined ? unreadable + 1 : 0;
    if ((holder !== undefined && !isAlive(holder)) || unreadable > 4) {
      const aside = `${file}.${process.pid}.stale`;
      try {
        renameSync(file, aside);
        rmSync(aside, { force: true });
      } catch {
        // Somebody else took it over first.
      }
      continue;
    }
    if (!told && holder !== undefined) {
      say(`waiting for another set-up (process ${holder}) to finish`);
      told = true;
    }
    await sleep(pollMs);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

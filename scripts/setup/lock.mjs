import { mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './log.mjs';

/**
 * Tells a process from a later one with the same number, as a restarted container soon has.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when the process has ended
 */
function identityOf(pid) {
  if (process.platform === 'linux') {
    try {
      // After the command's name in brackets: the state, then 18 fields, then the start time (proc(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /su, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM' ? 'alive' : undefined;
  }
}

/**
 * @param {string} file
 * @returns {{pid: number, ended: boolean} | undefined} who holds the lock, if that can be read
 */
function holderOf(file) {
  try {
    const match = /^(\d+) (\S+)\n$/u.exec(readFileSync(file, 'utf8'));
    if (match === null) return undefined;
    const pid = Number(match[1]);
    return { pid, ended: identityOf(pid) !== match[2] };
  } catch {
    return undefined;
  }
}

/** @param {string} file @returns {boolean} whether this process holds the lock now */
function tryLock(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, `${process.pid} ${identityOf(process.pid) ?? ''}\n`);
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
    if (holder?.ended === true || unreadable > 4) {
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
      say(`waiting for another set-up (process ${holder.pid}) to finish`);
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

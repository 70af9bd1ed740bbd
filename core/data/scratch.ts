import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const dayMs = 24 * 3600 * 1000;
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Scratch folders that this process is using. */
const own = new Set<string>();

/** A name, not yet taken, for what is being made or unmade in a folder. It says which process does so. */
export function scratchFolder(folder: string): string {
  const name = `.scratch-${machine}-${String(process.pid)}-${randomBytes(4).toString('hex')}`;
  own.add(name);
  return join(folder, name);
}

/** Removes what processes that were killed in an import or a removal have left in a folder. Never throws: leftovers do no harm. */
export function clearLeftovers(folder: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Nothing was ever imported.
  }
  for (const name of names) {
    const match = /^\.scratch-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name);
    if (match === null || own.has(name)) continue;
    const path = join(folder, name);
    try {
      if (isAbandoned(path, match[1] ?? '', Number(match[2]))) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process clears it too.
    }
  }
}

/** Says which process a file belongs to. */
export const ownMark = `${machine}-${String(process.pid)}`;

/** Whether a file with the mark of a process belongs to none that runs. */
export function isLeftBehind(path: string, mark: string): boolean {
  const [by = '', pid] = mark.split('-');
  return isAbandoned(path, by, Number(pid));
}

/** By a process that has ended. Of another machine, or where another process has got the number since, time tells. */
function isAbandoned(path: string, by: string, pid: number): boolean {
  if (by === machine && (pid === process.pid || !isRunning(pid))) return true;
  return Date.now() - statSync(path).mtimeMs > dayMs;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

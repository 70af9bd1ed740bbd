import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { say, SetupError } from '../setup/log.mjs';
import { projectRoot } from '../setup/paths.mjs';
import { fingerprint, isStale, markBuilt } from './stale.mjs';
import { PARTS, TARGETS } from './targets.mjs';

/** @param {import('./targets.mjs').Part} part @param {unknown} error @returns {SetupError} */
function buildError(part, error) {
  const message = error instanceof Error ? error.message : String(error);
  return new SetupError(
    `Building ${PARTS[part].output} failed:\n${message}`,
    'Mend the source, then run the same command again.',
  );
}

/**
 * Builds the parts of these targets that are out of date. Silent when none is.
 *
 * @param {import('./targets.mjs').Target[]} targets
 * @returns {Promise<void>}
 */
export async function buildStale(targets) {
  const parts = [...new Set(targets.flatMap((target) => TARGETS[target]))];
  if (parts.every((part) => !isStale(projectRoot, part, PARTS[part]))) return;
  await withLock(join(projectRoot, '.build', 'build.lock'), async () => {
    for (const part of parts) {
      if (!isStale(projectRoot, part, PARTS[part])) continue;
      say(`building ${PARTS[part].output}`);
      const before = fingerprint(projectRoot, PARTS[part].inputs);
      try {
        // Loaded only now: they are slow to load, and mostly there is nothing to build.
        if (part === 'page') await (await import('./page.mjs')).buildPage();
        else await (await import('./bundle.mjs')).bundle(part);
      } catch (error) {
        throw buildError(part, error);
      }
      markBuilt(projectRoot, part, before);
    }
  });
}

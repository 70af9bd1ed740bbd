import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { withLock } from './lock.mjs';
import { say, SetupError } from './log.mjs';
import { projectRoot } from './paths.mjs';

/**
 * @typedef {{version?: string, integrity?: string, optional?: boolean, link?: boolean}} LockedPackage
 * @typedef {Record<string, LockedPackage>} Packages
 */

/**
 * Compares the committed lock file with the one that npm keeps of what it installed.
 *
 * @param {Packages} wanted `packages` of package-lock.json
 * @param {Packages} installed `packages` of node_modules/.package-lock.json
 * @returns {string | undefined} a package that is missing or differs (optional ones may be missing), undefined when none
 */
export function firstDifference(wanted, installed) {
  for (const [path, locked] of Object.entries(wanted)) {
    if (path === '') continue;
    const here = installed[path];
    if (here === undefined) {
      if (locked.optional !== true) return path;
    } else if (here.version !== locked.version || here.integrity !== locked.integrity) {
      return path;
    }
  }
  return undefined;
}

/** @param {string} file @returns {Packages | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @returns {boolean} whether node_modules holds what package-lock.json says */
function packagesAreCurrent() {
  const installed = packagesOf(join(projectRoot, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(projectRoot, 'package-lock.json'));
  return installed !== undefined && wanted !== undefined && firstDifference(wanted, installed) === undefined;
}

/**
 * Installs the locked packages with `npm ci` when they are missing or out of date. Quick and silent otherwise.
 *
 * @returns {Promise<void>}
 */
export async function providePackages() {
  if (packagesAreCurrent()) return;
  await withLock(join(projectRoot, '.build', 'packages.lock'), async () => {
    if (packagesAreCurrent()) return;
    const why = existsSync(join(projectRoot, 'node_modules')) ? 'out of date' : 'missing';
    say(`node_modules is ${why}: installing the locked packages with npm ci (about 840 MB on disk)`);
    // Set when npm started us; the same npm then, whatever the PATH says.
    const npm = process.env['npm_execpath'];
    const [command, before] =
      npm === undefined ? [process.platform === 'win32' ? 'npm.cmd' : 'npm', []] : [process.execPath, [npm]];
    const args = [...before, 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await run(command, args, { cwd: projectRoot });
    if (code === 0) return;
    const tail = output.trim().split('\n').slice(-8).join('\n  ');
    throw new SetupError(
      `npm ci failed:\n  ${tail}`,
      'Check the network (npm must reach its registry), then run the same command again.',
    );
  });
}

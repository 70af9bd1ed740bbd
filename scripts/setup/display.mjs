import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './child.mjs';
import { say, SetupError } from './log.mjs';

/**
 * What a window needs on a bare Debian or Ubuntu, and the Vulkan loader, without which WebGPU finds no device. From Ubuntu 24.04 some carry a suffix
 * for 64-bit time.
 */
const PACKAGES = ['xvfb', 'xauth', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libvulkan1'];
const RENAMED = new Set(['libgtk-3-0', 'libasound2']);

/** Libraries that tell whether the packages are there, as the dynamic loader knows them. */
const LIBRARIES = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1', 'libvulkan.so.1'];

/** @returns {boolean} whether a window can be shown to a person here */
export function hasDisplay(env = process.env, platform = process.platform) {
  if (platform !== 'linux') return true;
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/** @param {string} command @returns {boolean} whether the command is on the PATH */
export function onPath(command, path = process.env['PATH'] ?? '') {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));
}

/** @param {string} loaderCache what `ldconfig -p` prints @returns {string[]} the libraries of a window that are missing */
export function missingLibraries(loaderCache) {
  return LIBRARIES.filter((name) => !loaderCache.includes(`\t${name} `));
}

/** @returns {Promise<boolean>} */
async function libraryIsMissing() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((file) => existsSync(file));
  if (ldconfig === undefined) return false;
  const { code, stdout } = await run(ldconfig, ['-p']);
  return code === 0 && missingLibraries(stdout).length > 0;
}

/** @returns {Promise<string[]>} the packages by the names that this distribution knows */
async function packageNames() {
  const names = [];
  for (const name of PACKAGES) {
    if (RENAMED.has(name)) {
      const { stdout } = await run('apt-cache', ['policy', `${name}t64`]);
      names.push(/Candidate: (?!\(none\))/u.test(stdout) ? `${name}t64` : name);
    } else {
      names.push(name);
    }
  }
  return names;
}

/**
 * Installs with apt what a window needs on a machine without a display, when this user may, else says what to run.
 *
 * @param {{server: boolean}} needs `server`: Xvfb as well
 * @returns {Promise<void>}
 * @throws {SetupError} with the exact command
 */
export async function provideWindowLibraries({ server }) {
  if (process.platform !== 'linux') return;
  if ((!server || (onPath('Xvfb') && onPath('xauth'))) && !(await libraryIsMissing())) return;
  if (!onPath('apt-get')) {
    throw new SetupError(
      'The window needs Xvfb and the libraries GTK 3, NSS, ALSA, GBM and Vulkan, and this system has no apt to install them.',
      `Install what corresponds to Debian's ${PACKAGES.join(', ')}, then run the same command again.`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  const names = isRoot ? [] : await packageNames();
  if (!isRoot) {
    throw new SetupError(
      "There is no display here, and Xvfb or libraries that the window needs aren't installed; only root may install them.",
      `Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`,
    );
  }
  await installWithApt();
}

/** @throws {SetupError} */
async function installWithApt() {
  say('installing Xvfb and the libraries of the window with apt (about 60 MB)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-qq'], { env });
  const names = await packageNames();
  const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  if (install.code === 0) return;
  const tail = `${update.output}${install.output}`.trim().split('\n').slice(-6).join('\n  ');
  throw new SetupError(
    `apt could not install what the window needs:\n  ${tail}`,
    `Run: apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`,
  );
}

/**
 * Starts a virtual display of its own and waits until it answers.
 *
 * @returns {Promise<{display: string, stop: () => void}>} `display` for the environment variable DISPLAY
 */
export async function startVirtualDisplay() {
  const { spawn } = await import('node:child_process');
  // The server picks a free number and writes it to descriptor 3.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const stop = () => server.kill('SIGTERM');
  process.once('exit', stop);
  const pipe = server.stdio[3];
  let said = '';
  server.stderr?.on('data', (text) => {
    said += text;
  });
  const number = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SetupError('Xvfb did not answer within 30 s.', said.trim())), 30_000);
    if (pipe !== null && pipe !== undefined && 'on' in pipe) {
      pipe.once('data', (text) => {
        clearTimeout(timer);
        resolve(String(text).trim());
      });
    }
    server.once('error', reject);
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new SetupError(`Xvfb ended at once (code ${code}).`, said.trim()));
    });
  });
  server.removeAllListeners('exit');
  return { display: `:${number}`, stop };
}

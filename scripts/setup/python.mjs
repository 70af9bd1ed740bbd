import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { withLock } from './lock.mjs';
import { megabytes, say } from './log.mjs';
import { cacheFolder, isReady, projectRoot, READY } from './paths.mjs';
import { findPython } from './requirements.mjs';

/**
 * What the bench and the tests compare with, each in a virtual environment of its own, so that neither decides the other's
 * versions. Sizes are those of Linux x86-64. `options` are further options of pip.
 */
const ENVIRONMENTS = {
  keras: {
    title: 'Keras on TensorFlow',
    requirements: 'bench/requirements-keras.txt',
    options: /** @type {string[]} */ ([]),
    download: 330e6,
    room: 1.7e9,
    probe: 'import keras, tensorflow',
  },
  torch: {
    title: 'PyTorch',
    requirements: 'bench/requirements-torch.txt',
    options: [],
    download: 2.5e9,
    room: 5.5e9,
    probe: 'import torch, numpy',
  },
  'keras-numpy': {
    title: 'Keras on NumPy',
    requirements: 'core/engine/keras/requirements.txt',
    options: ['--require-hashes'],
    download: 150e6,
    room: 0.6e9,
    probe: 'import os; os.environ["KERAS_BACKEND"] = "numpy"; import keras, jax',
  },
  onnxruntime: {
    title: 'ONNX Runtime',
    requirements: 'core/export/requirements.txt',
    options: ['--require-hashes'],
    download: 50e6,
    room: 200e6,
    probe: 'import onnxruntime',
  },
  pillow: {
    title: 'Pillow',
    requirements: 'core/data/pictures/requirements.txt',
    options: ['--require-hashes'],
    download: 8e6,
    room: 40e6,
    probe: 'import PIL.Image',
  },
};

const INSTALL_MS = 40 * 60_000;

/**
 * @typedef {{kind: 'here', command: string} | {kind: 'missing', why: string}} PythonHere
 */

/**
 * The Python of a library's virtual environment in the cache, made where it is not there. Anything that goes wrong is
 * said and answered, not thrown: the bench goes on without that library.
 *
 * @param {keyof typeof ENVIRONMENTS} name
 * @returns {Promise<PythonHere>}
 */
export async function pythonFor(name) {
  const requirements = join(projectRoot, ENVIRONMENTS[name].requirements);
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), 'bench', `${name}-${version}`);
  const command = join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  try {
    if (!isReady(folder)) await withLock(`${folder}.lock`, () => make(name, requirements, folder, command));
    return { kind: 'here', command };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`${ENVIRONMENTS[name].title} can't be used: ${why}`);
    return { kind: 'missing', why };
  }
}

/**
 * @param {keyof typeof ENVIRONMENTS} name
 * @param {string} requirements
 * @param {string} folder
 * @param {string} command
 */
async function make(name, requirements, folder, command) {
  if (isReady(folder)) return;
  const { title, options, download, room, probe } = ENVIRONMENTS[name];
  const bench = join(cacheFolder(), 'bench');
  mkdirSync(bench, { recursive: true });
  const { bavail, bsize } = statfsSync(bench);
  if (bavail * bsize < room + download) throw new Error(`it needs ${megabytes(room + download)} of free disk space`);
  say(`installing ${title} into the cache (download about ${megabytes(download)}, ${megabytes(room)} on disk)`);
  // A half-made environment is never mistaken for a whole one: only the last step marks it as ready.
  rmSync(folder, { recursive: true, force: true });
  const [python = 'python3', ...before] = await findPython();
  await must(python, [...before, '-m', 'venv', folder], 120_000);
  // The wheel that set-up may have fetched for the app saves a download.
  const wheels = ['wheels', 'downloads'].map((part) => join(cacheFolder(), part)).filter((path) => existsSync(path));
  await must(
    command,
    [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'],
      ...options,
      ...wheels.flatMap((path) => ['--find-links', path]),
      ...['-r', requirements],
    ],
    INSTALL_MS,
  );
  await must(command, ['-c', probe], 300_000);
  const marker = join(folder, `${READY}.new`);
  writeFileSync(marker, `${JSON.stringify({ requirements: readFileSync(requirements, 'utf8') }, null, 2)}\n`);
  renameSync(marker, join(folder, READY));
}

/** @param {string} command @param {string[]} args @param {number} timeoutMs */
async function must(command, args, timeoutMs) {
  const { code, output, timedOut } = await run(command, args, { timeoutMs });
  if (code === 0) return;
  const tail = output.trim().split('\n').slice(-2).join(' | ');
  throw new Error(timedOut ? `it took more than ${timeoutMs / 60_000} minutes` : tail);
}

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './child.mjs';
import { checkRoom, downloadWheel, lockedDownloads, unpackWheel } from './download.mjs';
import { withLock } from './lock.mjs';
import { megabytes, say, SetupError } from './log.mjs';
import {
  addonFile,
  cacheFolder,
  isReady,
  projectRoot,
  READY,
  tensorflowFolder,
  tensorflowSource,
  tfjsNodeFolder,
} from './paths.mjs';
import { checkTools, findCompiler } from './requirements.mjs';

/** Raised whenever the way of compiling changes, so that addons in old caches aren't used. */
const ADDON_RECIPE = 2;

/** Members of TensorFlow's wheel that are wanted: the two libraries, the C interface's headers, the licences. */
const TENSORFLOW_MEMBERS = [
  { from: 'tensorflow/libtensorflow_cc.', to: 'tensorflow/libtensorflow_cc.' },
  { from: 'tensorflow/libtensorflow_framework.', to: 'tensorflow/libtensorflow_framework.' },
  { from: 'tensorflow/include/tensorflow/c/', to: 'tensorflow/include/tensorflow/c/', suffix: '.h' },
  {
    from: 'tensorflow/include/tensorflow/core/platform/',
    to: 'tensorflow/include/tensorflow/core/platform/',
    suffix: '.h',
  },
  { from: 'tensorflow/include/tsl/', to: 'tensorflow/include/tsl/', suffix: '.h' },
  { from: 'tensorflow/include/xla/tsl/', to: 'tensorflow/include/xla/tsl/', suffix: '.h' },
  { from: 'tensorflow/THIRD_PARTY_NOTICES.txt', to: 'tensorflow/THIRD_PARTY_NOTICES.txt' },
  { from: 'tensorflow/include/LICENSE', to: 'tensorflow/LICENSE' },
];

/** Everything of NVIDIA's wheels is at the place where TensorFlow's run path looks: `$ORIGIN/../nvidia/<library>/lib`. */
const NVIDIA_MEMBERS = [{ from: 'nvidia/', to: 'nvidia/' }];

/** How much larger a wheel's wanted members are than the wheel, at most. */
const UNPACKED_SHARE = 3.2;

/**
 * Fetches and unpacks TensorFlow's libraries into the cache.
 *
 * @param {import('./platform.mjs').NativeSource} source
 * @param {string} folder
 */
async function unpackRuntime(source, folder) {
  const wheels = lockedDownloads(source.downloads);
  const downloads = join(cacheFolder(), 'downloads');
  const staging = `${folder}.unpacking`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  mkdirSync(downloads, { recursive: true });
  const size = wheels.reduce((sum, wheel) => sum + wheel.size, 0);
  checkRoom(staging, size * (1 + UNPACKED_SHARE));
  const device = source.device === 'gpu' ? 'for the NVIDIA GPU found here' : 'for the CPU';
  say(`TensorFlow ${device}: ${megabytes(size)} to fetch, about ${megabytes(size * UNPACKED_SHARE)} on disk`);
  for (const wheel of wheels) {
    const file = await downloadWheel(wheel, downloads);
    say(`unpacking ${wheel.name}`);
    const members = wheel.name.startsWith('nvidia-') ? NVIDIA_MEMBERS : TENSORFLOW_MEMBERS;
    const { files, bytes } = await unpackWheel(file, staging, members);
    if (files === 0) throw new SetupError(`${wheel.file} has none of the files that Blockyard needs.`);
    say(`unpacked ${files} files, ${megabytes(bytes)}`);
  }
  writeFileSync(join(staging, READY), `${JSON.stringify({ wheels }, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(staging, folder);
  for (const wheel of wheels) rmSync(join(downloads, wheel.file), { force: true });
}

/**
 * @param {string} platform Node's `process.platform`
 * @param {{headers: string, runtime: string, output: string}} places
 * @returns {string[]} arguments for g++ or clang++, run in tfjs-node's package folder
 */
export function compilerArguments(platform, { headers, runtime, output }) {
  const libraries = join(runtime, 'tensorflow');
  const common = [
    ...['-O2', '-std=c++17', '-fPIC', '-DNAPI_VERSION=8'],
    ...[`-I${headers}`, `-I${join(libraries, 'include')}`, '-I.', '-I..'],
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', output],
  ];
  // First where a checkout links the libraries, then where a packaged app has them (resources/tensorflow, six folders up
  // from resources/app.asar.unpacked/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8).
  if (platform === 'darwin') {
    return [
      ...['-bundle', '-undefined', 'dynamic_lookup', ...common],
      ...[join(libraries, 'libtensorflow_cc.2.dylib'), join(libraries, 'libtensorflow_framework.2.dylib')],
      ...['-Wl,-rpath,@loader_path/../../deps/lib', '-Wl,-rpath,@loader_path/../../../../../../tensorflow'],
    ];
  }
  return [
    ...['-shared', ...common, `-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,-rpath,$ORIGIN/../../../../../../tensorflow'],
  ];
}

/**
 * Compiles the unchanged addon source of tfjs-node against the libraries, into the cache.
 *
 * @param {string} runtime folder of the libraries
 * @param {string} target
 */
async function compileAddon(runtime, target) {
  const compiler = await findCompiler();
  say(`compiling the link between Node and TensorFlow with ${compiler} (some 10 s)`);
  mkdirSync(dirname(target), { recursive: true });
  const output = `${target}.compiling`;
  const headers = join(projectRoot, 'node_modules', 'node-api-headers', 'include');
  const result = await run(compiler, compilerArguments(process.platform, { headers, runtime, output }), {
    cwd: tfjsNodeFolder,
  });
  if (result.code !== 0) {
    rmSync(output, { force: true });
    const tail = result.output.trim().split('\n').slice(-12).join('\n  ');
    throw new SetupError(
      `The link between Node and TensorFlow did not compile:\n  ${tail}`,
      'A compiler with C++17 is needed: GCC 9 or newer, or Clang 10 or newer.',
    );
  }
  renameSync(output, target);
}

/** @param {import('./platform.mjs').NativeSource} source @returns {string} the compiled addon's place in the cache */
function cachedAddon(source) {
  // From the manifest, since this is also asked before the packages are installed.
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const tfjs = dependencies['@tensorflow/tfjs-node-gpu'];
  const name = `tfjs-${tfjs}-r${ADDON_RECIPE}-${source.downloads}-${process.platform}-${process.arch}`;
  return join(cacheFolder(), 'addons', name, 'tfjs_binding.node');
}

/** @param {string} link @param {string} target @returns {boolean} */
function pointsTo(link, target) {
  try {
    return readlinkSync(link) === target;
  } catch {
    return false;
  }
}

/** @param {string} cached @param {string} libraries @returns {boolean} whether this checkout uses exactly these */
function isLinked(cached, libraries) {
  if (!pointsTo(join(tfjsNodeFolder, 'deps', 'lib'), libraries)) return false;
  try {
    const here = statSync(addonFile());
    const there = statSync(cached);
    return here.size === there.size && here.mtimeMs >= there.mtimeMs;
  } catch {
    return false;
  }
}

/**
 * Puts the addon into the package's folder and points the package's `deps/lib` at the cache.
 *
 * @param {string} cached
 * @param {string} libraries
 */
function linkIntoCheckout(cached, libraries) {
  const link = join(tfjsNodeFolder, 'deps', 'lib');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(libraries, link, 'junction');
  mkdirSync(dirname(addonFile()), { recursive: true });
  // Renamed into place: overwriting a library that another process has loaded would crash that process.
  const temporary = `${addonFile()}.${process.pid}`;
  copyFileSync(cached, temporary);
  renameSync(temporary, addonFile());
}

/**
 * Checks, before anything is fetched, that what is not in the cache yet can be made here.
 *
 * @returns {Promise<void>}
 * @throws {import('./log.mjs').SetupError}
 */
export async function checkToolsForTensorFlow() {
  const source = tensorflowSource();
  if (source.kind === 'portable') return;
  await checkTools({ pip: !isReady(tensorflowFolder(source)), compiler: !existsSync(cachedAddon(source)) });
}

/**
 * Provides TensorFlow for this checkout: libraries and addon in the cache, linked into `node_modules`. Quick and silent when
 * all of it is there.
 *
 * @returns {Promise<void>}
 */
export async function provideTensorFlow() {
  const source = tensorflowSource();
  if (source.kind === 'portable') {
    rmSync(addonFile(), { force: true });
    tellOfPortable(source.reason);
    return;
  }
  const folder = tensorflowFolder(source);
  const cached = cachedAddon(source);
  const libraries = join(folder, 'tensorflow');
  if (isReady(folder) && existsSync(cached) && isLinked(cached, libraries)) return;
  await withLock(join(cacheFolder(), '.lock'), async () => {
    if (!isReady(folder)) await unpackRuntime(source, folder);
    if (!existsSync(cached)) await compileAddon(folder, cached);
    if (!isLinked(cached, libraries)) linkIntoCheckout(cached, libraries);
  });
}

/** Says once per checkout and reason that the portable executor runs. @param {string} reason */
function tellOfPortable(reason) {
  const note = join(projectRoot, '.build', 'portable-executor');
  if (existsSync(note) && readFileSync(note, 'utf8') === reason) return;
  say(
    `no native TensorFlow here, because ${reason}: networks train on the portable executor (WebGPU, else plain JavaScript, which is slow)`,
  );
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, reason);
}

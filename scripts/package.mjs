/**
 * `npm run package`: makes the app with electron-builder. Without arguments the unpacked folder for this platform
 * (release/linux-unpacked); `npm run package -- --installer` makes the platform's installer, from Electron's own release only.
 */
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { endWithNpm, run } from './setup/child.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { say, SetupError } from './setup/log.mjs';
import { electron, projectRoot, READY, tensorflowFolder, tensorflowSource } from './setup/paths.mjs';

const STAGING = join(projectRoot, '.build', 'package');

/** @type {Record<string, {flag: string, folder: string, executable: string, resources: string}>} */
const PLATFORMS = {
  linux: { flag: '--linux', folder: 'linux-unpacked', executable: 'blockyard', resources: 'resources' },
  win32: { flag: '--win', folder: 'win-unpacked', executable: 'Blockyard.exe', resources: 'resources' },
  darwin: {
    flag: '--mac',
    folder: 'mac-arm64/Blockyard.app',
    executable: 'Contents/MacOS/Blockyard',
    resources: 'Contents/Resources',
  },
};

/**
 * @param {import('./setup/paths.mjs').ElectronHere} here
 * @returns {string} a folder with Electron alone: the fallback's stand-in for a default app would hide the packaged app
 */
function stageElectron(here) {
  if (!here.developmentOnly) return here.folder;
  const folder = join(STAGING, 'electron');
  rmSync(folder, { recursive: true, force: true });
  const standIn = join(here.folder, 'resources', 'app');
  cpSync(here.folder, folder, {
    recursive: true,
    filter: (source) => source !== standIn && basename(source) !== READY,
  });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  return folder;
}

/**
 * electron-builder takes files from places below the project only, so the cache's folder of TensorFlow is linked there.
 *
 * @param {string} runtime
 */
function stageRuntime(runtime) {
  const link = join(STAGING, 'runtime');
  mkdirSync(STAGING, { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(runtime, link, 'junction');
}

/**
 * @param {string} output of a program
 * @returns {string} its last lines, without those that are whole bundles
 */
function tail(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && line.length < 400);
  return lines.slice(-12).join('\n');
}

/**
 * Loads TensorFlow in the packaged app's own Node, with nothing of this checkout or of the cache in its way.
 *
 * @param {string} executable
 * @param {string} resources
 * @throws {SetupError}
 */
async function checkTensorFlow(executable, resources) {
  const tfjs = join(resources, 'app.asar', 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  const compat = "const u=require('util');u.isNullOrUndefined??=(v)=>v==null;";
  const program = `${compat}const tf=require(${JSON.stringify(tfjs)});tf.ready().then(()=>console.log('BACKEND='+tf.getBackend(),require('fs').existsSync('/proc/self/maps')?require('fs').readFileSync('/proc/self/maps','utf8').match(/\\S*libtensorflow_cc\\S*/)[0]:''))`;
  const { stdout, output } = await run(executable, ['-e', program], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: 60_000,
  });
  const found = /BACKEND=tensorflow ?(\S*)/u.exec(stdout);
  if (found === null) throw new SetupError(`The packaged app does not load TensorFlow:\n${tail(output)}`);
  const library = found[1] ?? '';
  if (library !== '' && !library.startsWith(resources)) {
    throw new SetupError(`The packaged app loads TensorFlow from ${library} and not from its own folder.`);
  }
  say('the packaged app loads TensorFlow from its own folder');
}

/** @param {string} folder @param {string} version */
function markDevelopmentOnly(folder, version) {
  writeFileSync(
    join(folder, 'DEVELOPMENT-ONLY.txt'),
    `This folder was packaged with Electron ${version}, which has been out of support for years, because Electron's own\n` +
      'release could not be reached. It is for development and tests only. Do not give it to anybody.\n',
  );
  say(`packaged with the fallback Electron ${version}: FOR DEVELOPMENT AND TESTS ONLY, NOT TO BE SHIPPED`);
}

endWithNpm('SIGTERM');
await runMain(async () => {
  await setUp({ tensorflow: true, electron: true, build: ['window'] });
  const here = electron();
  const platform = PLATFORMS[process.platform];
  if (here === undefined || platform === undefined)
    throw new SetupError(`Blockyard can't be packaged on ${process.platform}.`);
  const installer = process.argv.includes('--installer');
  if (installer && here.developmentOnly) {
    throw new SetupError(
      `Only the fallback Electron ${here.version} is here, which is for development and tests; no installer is made from it.`,
      'Make the release host of Electron reachable (or set ELECTRON_MIRROR), delete the fallback from the cache, and run it again.',
    );
  }
  const source = tensorflowSource();
  if (source.kind === 'native') stageRuntime(tensorflowFolder(source));
  say('packaging with electron-builder');
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const args = [builder, platform.flag, ...(installer ? [] : ['dir']), `--${process.arch}`, '--publish', 'never'];
  args.push(`-c.electronDist=${stageElectron(here)}`, `-c.electronVersion=${here.version}`);
  const result = await run(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  });
  rmSync(STAGING, { recursive: true, force: true });
  if (result.code !== 0) throw new SetupError(`electron-builder failed:\n${tail(result.output)}`);
  const folder = join(projectRoot, 'release', platform.folder);
  const executable = join(folder, platform.executable);
  if (!existsSync(executable)) throw new SetupError(`electron-builder made no ${executable}:\n${tail(result.output)}`);
  if (source.kind === 'native') await checkTensorFlow(executable, join(folder, platform.resources));
  if (here.developmentOnly) markDevelopmentOnly(folder, here.version);
  process.stdout.write(`${folder}\n`);
  return 0;
});

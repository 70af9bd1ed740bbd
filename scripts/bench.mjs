/**
 * `npm run bench [-- step|augment|stream|predict|language|window|memory|history ...] [options]`: measures what Blockyard promises; see bench/README.md. Provides what a
 * part needs, bundles bench/ and starts it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithNpm, runInForeground } from './setup/child.mjs';
import { hasDisplay, provideWindowLibraries, startVirtualDisplay } from './setup/display.mjs';
import { needsNoSandbox } from './setup/electron.mjs';
import { setTensorFlowEnvironment } from './setup/environment.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { cacheFolder, electron, projectRoot } from './setup/paths.mjs';

const PARTS = ['step', 'augment', 'stream', 'predict', 'language', 'window', 'memory', 'history'];

/** @type {import('./setup/python.mjs').PythonHere} */
const NOT_ASKED = { kind: 'missing', why: 'it was not asked for' };

endWithNpm('SIGTERM');
await runMain(async () => {
  const given = process.argv.slice(2);
  const asked = PARTS.filter((part) => given.includes(part));
  const needs = (/** @type {string} */ part) => asked.length === 0 || asked.includes(part);
  // `--without keras,torch` need not make their environments.
  const wants = (/** @type {string} */ name) => needs('step') && !given.some((text) => text.includes(name));
  const needsWindow = needs('window') || needs('history');
  setTensorFlowEnvironment(process.env);
  /** @type {import('./build/targets.mjs').Target[]} */
  const builds = [];
  if (needsWindow) builds.push('window');
  if (needs('predict')) builds.push('terminal');
  await setUp({ tensorflow: true, electron: needsWindow, build: builds });
  if (needsWindow) await provideWindowLibraries({ server: !hasDisplay() });
  // Loaded only now: they need the packages that set-up provides.
  const { pythonFor } = await import('./setup/python.mjs');
  const { bundleBench } = await import('./bench/bundle.mjs');
  const python = {
    keras: wants('keras') ? await pythonFor('keras') : NOT_ASKED,
    torch: wants('torch') ? await pythonFor('torch') : NOT_ASKED,
  };
  const here = needsWindow ? electron() : undefined;
  const flags = needsNoSandbox() ? ['--no-sandbox'] : [];
  const window =
    here === undefined
      ? {}
      : { electron: { executable: here.executable, version: here.version, args: [...flags, projectRoot] } };
  const folder = join(projectRoot, '.build', 'bench');
  mkdirSync(folder, { recursive: true });
  await bundleBench(folder);
  const setup = { projectRoot, cacheFolder: cacheFolder(), python, ...window };
  writeFileSync(join(folder, 'setup.json'), `${JSON.stringify(setup, null, 2)}\n`);
  const display = needsWindow && !hasDisplay() ? await startVirtualDisplay() : undefined;
  try {
    const env = { ...process.env, ...(display === undefined ? {} : { DISPLAY: display.display }) };
    return await runInForeground(process.execPath, ['--expose-gc', join(folder, 'main.cjs'), ...given], {
      cwd: projectRoot,
      env,
    });
  } finally {
    display?.stop();
  }
});

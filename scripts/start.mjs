/** `npm start`: the window where there is a display, else the ready experiment in this terminal. */
import { join } from 'node:path';
import { endWithNpm, runInForeground } from './setup/child.mjs';
import { hasDisplay, onPath, provideWindowLibraries } from './setup/display.mjs';
import { needsNoSandbox } from './setup/electron.mjs';
import { setTensorFlowEnvironment } from './setup/environment.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { say, SetupError } from './setup/log.mjs';
import { electron, projectRoot } from './setup/paths.mjs';

/** The ready experiment of the window, with its recipe: some minutes on a laptop's CPU. */
const READY_EXPERIMENT = ['train', 'resnet20', '--data', 'mnist'];

/** @returns {Promise<number>} */
async function openWindow() {
  await setUp({ tensorflow: true, electron: true, build: ['window'] });
  await provideWindowLibraries({ server: false });
  const here = electron();
  if (here === undefined) throw new SetupError('Electron is gone from the cache.', 'Run npm start again.');
  // Chromium's sandbox refuses to run as root.
  const flags = needsNoSandbox() ? ['--no-sandbox'] : [];
  return await runInForeground(here.executable, [...flags, projectRoot, ...process.argv.slice(2)], {
    cwd: projectRoot,
  });
}

/** @returns {Promise<number>} */
async function trainHere() {
  await setUp({ tensorflow: true, build: ['terminal'] });
  say('there is no display here, so the ready experiment (ResNet-20 on MNIST) trains in this terminal');
  const virtual = onPath('xvfb-run')
    ? 'or `xvfb-run -a npm start` for a virtual display'
    : 'or install xvfb for a virtual display';
  say(`for the window, run npm start on a desktop (or with DISPLAY set, as \`ssh -X\` does; ${virtual})`);
  return await runInForeground(process.execPath, [join(projectRoot, 'dist', 'cli.cjs'), ...READY_EXPERIMENT], {
    cwd: projectRoot,
  });
}

endWithNpm('SIGTERM');
await runMain(async () => {
  setTensorFlowEnvironment(process.env);
  return hasDisplay() ? await openWindow() : await trainHere();
});

/** Set-up: checks what is missing, provides it, builds what is out of date. Node built-ins alone: it runs on a bare clone. */
import { SetupError } from './log.mjs';
import { providePackages } from './npm.mjs';
import { checkNode } from './requirements.mjs';
import { checkToolsForTensorFlow, provideTensorFlow } from './tensorflow.mjs';

/**
 * @typedef {object} Needs
 * @property {boolean} [tensorflow]
 * @property {boolean} [electron]
 * @property {import('../build/targets.mjs').Target[]} [build] what must be built
 */

/**
 * @param {Needs} needs
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function setUp(needs) {
  checkNode();
  if (needs.tensorflow === true) await checkToolsForTensorFlow();
  await providePackages();
  if (needs.tensorflow === true) await provideTensorFlow();
  if (needs.electron === true) {
    const { provideElectron } = await import('./electron.mjs');
    await provideElectron();
  }
  if (needs.build !== undefined) {
    const { buildStale } = await import('../build/build.mjs');
    await buildStale(needs.build);
  }
}

/**
 * Runs a command's main function and turns its failures into a message and an exit code.
 *
 * @param {() => Promise<number>} main answers the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`blockyard: ${error.message}\n`);
    process.exitCode = 1;
  }
}

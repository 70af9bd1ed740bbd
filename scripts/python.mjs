/**
 * For tests: prints the Python of an environment of setup/python.mjs (`keras`, `keras-numpy`, `onnxruntime`, `pillow`), which is made where it is not
 * there.
 */
import { pythonFor } from './setup/python.mjs';

const [, , name] = process.argv;
if (name !== 'keras' && name !== 'keras-numpy' && name !== 'onnxruntime' && name !== 'pillow')
  throw new Error(`There is no environment ${name ?? ''} for tests.`);
const python = await pythonFor(name);
if (python.kind === 'here') process.stdout.write(`${python.command}\n`);
process.exitCode = python.kind === 'here' ? 0 : 1;

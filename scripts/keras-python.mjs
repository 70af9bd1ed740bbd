/** For tests: prints the Python that has Keras on NumPy, which is installed where it is not there. */
import { pythonFor } from './setup/python.mjs';

const python = await pythonFor('keras-numpy');
if (python.kind === 'here') process.stdout.write(`${python.command}\n`);
process.exitCode = python.kind === 'here' ? 0 : 1;

import { runCommand } from './program.ts';

// The exit code is set and the program ends by itself, so that what was written to a pipe arrives.
void runCommand(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

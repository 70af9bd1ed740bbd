import { runCommand } from './program.ts';

/** A pipe whose reader has ended, such as `head`, and a terminal that has been closed. */
const readerIsGone: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

// What nobody reads any more is dropped: a training must not be lost with whoever watched it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone.has(error.code)) throw error;
  });
}

// The exit code is set and the program ends by itself, so that what was written to a pipe arrives.
void runCommand(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

#!/usr/bin/env node
/** The `blockyard` command: set-up if there is something to do (it speaks on stderr), then the terminal's bundle in this process. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { endWithNpm, releaseSignals } from './setup/child.mjs';
import { setTensorFlowEnvironment } from './setup/environment.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { projectRoot } from './setup/paths.mjs';

endWithNpm('SIGINT');
await runMain(async () => {
  await setUp({ tensorflow: true, build: ['terminal'] });
  return 0;
});

if (process.exitCode === 0) {
  process.exitCode = undefined;
  releaseSignals();
  setTensorFlowEnvironment(process.env);
  // npm runs its scripts in the project's folder; files that a person names are relative to where the person is.
  const from = process.env['INIT_CWD'];
  if (process.env['npm_lifecycle_event'] === 'blockyard' && from !== undefined) process.chdir(from);
  const bundle = join(projectRoot, 'dist', 'cli.cjs');
  process.argv[1] = bundle;
  createRequire(import.meta.url)(bundle);
}

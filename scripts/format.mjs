/** `npm run format`: formats every file, or those named as arguments, with prettier. */
import { join } from 'node:path';
import { runInForeground } from './setup/child.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { projectRoot } from './setup/paths.mjs';

await runMain(async () => {
  await setUp({});
  const files = process.argv.slice(2);
  const prettier = join(projectRoot, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  const args = ['--write', '--log-level', 'warn', ...(files.length === 0 ? ['.'] : files)];
  return await runInForeground(process.execPath, [prettier, ...args], { cwd: projectRoot });
});

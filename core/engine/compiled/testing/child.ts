import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const execute = promisify(execFile);

/** Calls a function of a module in this folder in a Node process of its own, and returns what it resolves to (as JSON carries it). */
export async function callInChild(module: string, name: string): Promise<unknown> {
  const outfile = join(import.meta.dirname, '../../../../.build/test', `${module}.cjs`);
  await mkdir(join(outfile, '..'), { recursive: true });
  await build({
    stdin: {
      contents: `import { ${name} } from './${module}.ts'; ${name}().then((value) => console.log('\\n' + JSON.stringify(value)));`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*'],
    outfile,
    logLevel: 'error',
  });
  // A small young generation keeps V8's own growth out of memory figures.
  const { stdout } = await execute(process.execPath, ['--expose-gc', '--max-semi-space-size=1', outfile]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

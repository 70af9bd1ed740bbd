import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { trainAndHash } from './testing/train-and-hash.ts';

const run = promisify(execFile);

it('gives the same weights bit for bit, twice in one process and in another', { timeout: 60_000 }, async () => {
  const root = join(import.meta.dirname, '../../..');
  const folder = join(root, '.build', 'test');
  const script = join(folder, 'train-and-hash.cjs');
  await mkdir(folder, { recursive: true });
  const contents = `import { trainAndHash } from './core/engine/compiled/testing/train-and-hash.ts'; trainAndHash().then((hash) => process.stdout.write('hash:' + hash));`;
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*'],
    outfile: script,
    logLevel: 'warning',
  });
  const first = await trainAndHash();
  expect(await trainAndHash()).toBe(first);
  const { stdout } = await run(process.execPath, [script]);
  expect(stdout).toContain(`hash:${first}`);
});

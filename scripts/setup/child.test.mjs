import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { exitCodeOfSignal, run } from './child.mjs';

describe('running a command', () => {
  it('collects its output and its exit code', async () => {
    const result = await run(process.execPath, ['-e', "console.log('out'); console.error('err'); process.exit(3)"]);
    expect(result).toMatchObject({ code: 3, stdout: 'out\n', missing: false });
    expect(result.output).toContain('err');
  });

  it('answers that a command does not exist', async () => {
    expect(await run('blockyard-no-such-command', [])).toMatchObject({ code: 127, missing: true });
  });

  it('ends a command that takes too long', async () => {
    const result = await run(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { timeoutMs: 200 });
    expect(result).toMatchObject({ timedOut: true, code: exitCodeOfSignal('SIGKILL') });
  });
});

it.skipIf(process.platform === 'win32')(
  'ends its child, even a stubborn one, when interrupted, and exits with 130',
  async () => {
    const stubborn = "process.on('SIGINT', () => {}); console.error('up'); setInterval(() => {}, 1000)";
    const module = new URL('./child.mjs', import.meta.url).href;
    const program = `import { run } from ${JSON.stringify(module)}; await run(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'stderr' });`;
    const outer = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [line] = await once(createInterface({ input: outer.stderr }), 'line');
    expect(line).toBe('up');
    outer.kill('SIGINT');
    // The child writes to the same pipe, so that this comes only when both have ended.
    const [code] = await once(outer, 'close');
    expect(code).toBe(130);
  },
);

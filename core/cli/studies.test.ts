import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, run } from './cli.test-support.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-studies-'));
  buildTerminal();
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('study, on real images with the real engine', { timeout: 120_000 }, () => {
  it('trains both networks of a depth with every seed, says what follows, and writes its report', async () => {
    const report = join(home, 'report.html');
    const asked = ['--depths', '8', '--seeds', '2', '--limit', '100', '--epochs', '1', '--report', report];
    const { code, stdout, stderr } = await run(home, ['study', 'degradation', ...asked, '--json']);
    expect(stderr).toMatch(/4 of 4: Degradation on MNIST: .* completed, training error/);
    const document = JSON.parse(stdout) as { sweepId: string; runs: { runId: string }[] };
    expect(document).toMatchObject({
      counts: { all: 4, completed: 4, active: 0, lost: 0 },
      finding: 'one-depth',
      variants: [
        { title: 'Plain-8', parameters: 75_482, completed: 2 },
        { title: 'ResNet-8', parameters: 75_482, completed: 2 },
      ],
      claims: [{ about: 'shortcuts', found: { count: 2, paired: true } }],
    });
    expect(code).toBe(0);
    expect(readFileSync(report, 'utf8')).toContain('<h2>Gradients of the layers</h2>');

    const shown = await run(home, ['study', 'show', document.sweepId]);
    expect(shown.stdout).toMatch(/ResNet-8 +75482 +2 of 2/);
    const listed = JSON.parse((await run(home, ['sweep', 'list', '--json'])).stdout) as unknown[];
    expect(listed).toMatchObject([{ sweepId: document.sweepId, kind: 'degradation', runs: 4, ended: 4 }]);
  });

  it('refuses depths that are none, and sweeps that cannot be', async () => {
    const depths = await run(home, ['study', 'degradation', '--depths', '9', '--json']);
    expect([depths.code, depths.stdout]).toEqual([2, expect.stringContaining('6n + 2')]);
    const missing = await run(home, ['sweep', join(home, 'nowhere.json'), '--json']);
    expect(missing.code).toBe(2);
    expect(missing.stdout).toContain('unreadable-file');
  });
});

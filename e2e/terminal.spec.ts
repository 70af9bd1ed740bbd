import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect, packaged, test } from './blockyard.ts';
import { goTo, TrainPlace } from './experiment.ts';

test.skip(packaged !== undefined, 'the packaged app has no terminal command');

test('a run started in a terminal appears in the window, trains on in it and can be opened', async ({ open, home }) => {
  const { page } = await open();
  await expect(new TrainPlace(page).train).toBeEnabled();
  await goTo(page, 'Runs');
  const train = [
    'train',
    'lenet5',
    '--data',
    'mnist',
    '--limit',
    '1000',
    '--epochs',
    '4',
    '--name',
    'From a terminal',
    '--json',
  ];
  const terminal = run(train, home);
  const row = page.getByRole('row').filter({ hasText: 'From a terminal' });
  await expect(row).toBeVisible({ timeout: 60_000 });
  const { code, stdout } = await terminal;
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as { status: string; epochs: unknown[] };
  expect(result).toMatchObject({ status: 'completed' });
  expect(result.epochs).toHaveLength(4);
  await expect(row).toContainText('Completed');
  await row.click();
  await expect(page.getByRole('heading', { name: 'From a terminal' })).toBeVisible();
  await new TrainPlace(page).toHavePoints('Loss', 4 * Math.ceil(1000 / 64));
});

test('a run of the window is in the terminal', async ({ open, home }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start({ network: 'LeNet-5', epochs: 1, images: 320, name: 'From the window' });
  await place.toHaveStatus('completed');
  const { code, stdout } = await run(['runs', '--json'], home);
  expect(code).toBe(0);
  expect(stdout).toContain('From the window');
});

/** Runs the command with the same library as the window. */
function run(args: readonly string[], home: string): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'blockyard.mjs'), ...args], {
    env: { ...process.env, BLOCKYARD_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

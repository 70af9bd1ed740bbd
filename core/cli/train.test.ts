import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, run, start } from './cli.test-support.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-train-'));
  buildTerminal();
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

interface RunDocument {
  readonly runId: string;
  readonly status: string;
  readonly name: string;
  readonly weightsHash: string | null;
  readonly augmentation: string;
  readonly epochs: { epoch: number; loss: number }[];
  readonly problem?: { code: string; message: string };
}

const small = ['train', 'lenet5', '--data', 'mnist', '--limit', '300'];
/** Far more than a test waits for. */
const long = ['train', 'lenet5', '--data', 'mnist', '--limit', '2000', '--epochs', '5000'];
const parse = (stdout: string): RunDocument => JSON.parse(stdout) as RunDocument;

describe('train, on real images with the real engine', { timeout: 120_000 }, () => {
  it('trains, prints one document and keeps the run', async () => {
    const { code, stdout, stderr } = await run(home, [
      ...small,
      '--epochs',
      '1',
      '--seed',
      '7',
      '--name',
      'First',
      '--json',
    ]);
    expect(stderr).toMatch(/First: 44,426 parameters on .*300 images, validated on 60/);
    expect(stderr).toMatch(/epoch 1: loss .*, accuracy .*%; validation loss/);
    const document = parse(stdout);
    expect(document).toMatchObject({
      status: 'completed',
      name: 'First',
      dataset: 'mnist',
      params: { total: 44_426, trainable: 44_426 },
      trainSize: 300,
      validationSize: 60,
      step: 5,
      totalSteps: 5,
      epochs: [{ epoch: 1 }],
    });
    expect(document.weightsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(code).toBe(0);

    expect(document.augmentation).toBe('none');

    const again = parse((await run(home, [...small, '--epochs', '1', '--seed', '7', '--json'])).stdout);
    expect(again.weightsHash).toBe(document.weightsHash);

    const runs = JSON.parse((await run(home, ['runs', '--json'])).stdout) as RunDocument[];
    expect(runs.map(({ runId }) => runId)).toEqual([again.runId, document.runId]);
    const shown = parse((await run(home, ['runs', 'show', document.runId, '--json'])).stdout);
    expect(shown).toMatchObject({ ...document, spec: { recipe: { seed: 7, epochs: 1 }, data: { limit: 300 } } });
    expect((await run(home, ['runs'])).stdout).toMatch(/First +completed/);
    expect((await run(home, ['runs', 'show', document.runId])).stdout).toMatch(/LeNet-5, 44,426 parameters/);
  });

  it('is taken to another library, shown there, and trained again to the same weights', async () => {
    const first = parse((await run(home, [...small, '--epochs', '1', '--seed', '9', '--json'])).stdout);
    const other = mkdtempSync(join(tmpdir(), 'blockyard-train-'));
    try {
      const bundle = join(other, 'first.blockyard');
      await run(home, ['runs', 'export', first.runId, '--format', 'bundle', '--out', bundle]);
      const imported = await run(other, ['runs', 'import', bundle]);
      expect(imported.stdout).toBe(
        `Imported ${first.name} as ${first.runId}. A dataset mnist is here. To train it again: blockyard runs again ${first.runId}\n`,
      );
      const shown = parse((await run(other, ['runs', 'show', first.runId, '--json'])).stdout);
      const { runId, weightsHash, epochs } = first;
      expect(shown).toMatchObject({ runId, status: 'completed', weightsHash, epochs, origin: { kind: 'import' } });
      const again = parse((await run(other, ['runs', 'again', runId, '--json'])).stdout);
      expect(again).toMatchObject({ status: 'completed', weightsHash });
      expect(again.runId).not.toBe(runId);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('trains on augmented images, shows how, and the same seed gives the same weights', async () => {
    const augmented = [...small, '--epochs', '1', '--augment', 'crop2,rotate10,mixup', '--json'];
    const document = parse((await run(home, augmented)).stdout);
    expect(document).toMatchObject({ status: 'completed', augmentation: 'crop2,rotate10,mixup0.2' });
    expect(parse((await run(home, augmented)).stdout).weightsHash).toBe(document.weightsHash);
    const plain = parse((await run(home, [...small, '--epochs', '1', '--json'])).stdout);
    expect(plain.weightsHash).not.toBe(document.weightsHash);
    const shown = await run(home, ['runs', 'show', document.runId]);
    expect(shown.stdout).toContain('augmented with crop2,rotate10,mixup0.2');
  });

  it('finds a learning rate, and keeps nothing of it', async () => {
    const { code, stdout } = await run(home, ['rates', 'baseline', '--limit', '640', '--steps', '60', '--json']);
    const found = JSON.parse(stdout) as { rates: number[]; losses: number[]; suggestion: number; diverged: boolean };
    expect([code, found.rates[0], found.losses.length]).toEqual([0, 1e-6, found.rates.length]);
    // Adam trains this network on these images with 0.001; 10 it does not stand.
    expect(found.suggestion).toBeGreaterThan(1e-5);
    expect(found.suggestion).toBeLessThan(0.1);
    expect(found.diverged).toBe(true);
    const runs = JSON.parse((await run(home, ['runs', '--json'])).stdout) as RunDocument[];
    expect(runs.map(({ name }) => name)).not.toContain('Baseline on MNIST');
    const wrong = await run(home, ['rates', 'baseline', '--lowest', '1', '--highest', '0.1']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/it is not above "from"/)]);
  });

  it('says which augmentation it does not know', async () => {
    const { code, stdout } = await run(home, [...small, '--augment', 'flip,turn90', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'wrong-use', message: expect.stringContaining('"turn90": the words are flip') as unknown },
    });
  });

  it('stops at Ctrl-C and keeps the weights', async () => {
    const training = start(home, [...long, '--json']);
    await training.said(/epoch 1:/);
    training.process.kill('SIGINT');
    const { code, stdout, stderr } = await training.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopping after this step; the weights are kept/);
    const document = parse(stdout);
    expect(document.status).toBe('stopped');
    expect(document.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('goes on when nobody reads its progress any more', async () => {
    const training = start(home, [...small, '--epochs', '4', '--json']);
    await training.said(/epoch 1:/);
    training.process.stderr?.destroy();
    const { code, stdout } = await training.finished;
    expect(parse(stdout)).toMatchObject({ status: 'completed', epochs: [{}, {}, {}, {}] });
    expect(code).toBe(0);
  });

  it('fails with a clear message when the loss is lost', async () => {
    const { code, stdout, stderr } = await run(home, [
      ...small,
      '--optimizer',
      'sgd',
      '--lr',
      '1e6',
      '--schedule',
      'constant',
      '--l2',
      '10',
      '--json',
    ]);
    expect(code).toBe(1);
    expect(parse(stdout)).toMatchObject({ status: 'failed', problem: { code: 'non-finite-loss' } });
    expect(stderr).toMatch(/The loss became .* at step \d+/);
  });

  it.runIf(process.platform === 'linux')('survives the death of the engine, and of itself', async () => {
    const first = start(home, [...long, '--json']);
    await first.said(/epoch 2:/);
    for (const engine of childrenOf(first.process.pid)) process.kill(engine, 'SIGKILL');
    const { code, stdout, stderr } = await first.finished;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /ran out of memory \(signal SIGKILL\)\. The weights of epoch \d+ are kept\. Use a smaller batch than 64/,
    );
    expect(parse(stdout).epochs.length).toBeGreaterThanOrEqual(2);

    const second = start(home, [...long, '--json']);
    await second.said(/epoch 2:/);
    const [engine = 0] = childrenOf(second.process.pid);
    second.process.kill('SIGKILL');
    await second.finished;
    const [latest] = JSON.parse((await run(home, ['runs', '--json'])).stdout) as (RunDocument & { epochs: number })[];
    expect(latest).toMatchObject({ problem: { code: 'interrupted' } });
    expect(latest?.epochs).toBeGreaterThanOrEqual(2);
    await until(() => !isThere(engine));
  });
});

function childrenOf(pid: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type FileTensor } from '../export/index.ts';
import type { EngineEvent } from '../protocol/engine.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { weightsFile, type Transfer } from '../protocol/transfer.ts';
import { TrainingControl } from './control.ts';
import { createPortableExecutor } from './portable/executor.ts';
import { prepareRun } from './prepare.ts';
import { runTraining } from './run-training.ts';
import { bodiesOf, mnistFolder, tinyArchitecture, tinySpec } from './tiny-run.test-support.ts';

/** One epoch of two steps. */
const small = tinySpec({ limit: 40, recipe: { epochs: 1 } });
const home = mkdtempSync(join(tmpdir(), 'blockyard-transfer-'));
let trained: Uint8Array;

async function train(name: string, spec: RunSpec, control = new TrainingControl()): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  const command = { kind: 'start', runId: name, folder: join(home, name), spec, datasetFolder: mnistFolder() } as const;
  mkdirSync(command.folder, { recursive: true });
  await runTraining(command, control, (event) => events.push(event));
  return events;
}

/** A run that begins with what was trained, or with `bytes`. */
function transferring(
  name: string,
  { bytes = trained, spec = small, ...transfer }: Partial<Transfer> & { bytes?: Uint8Array; spec?: RunSpec } = {},
): RunSpec {
  const path = join(home, name, weightsFile('initial'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const from = { kind: 'run', run: 'source', weights: 'best' } as const;
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { ...spec, transfer: { from, hash, fresh: [], frozen: [], ...transfer } };
}

function tensorsOf(name: string, kind: 'last' | 'best' | 'initial' = 'last'): ReadonlyMap<string, FileTensor> {
  const path = join(home, name, weightsFile(kind));
  return decodeSafetensors(readFileSync(path), path).tensors;
}

const without = (id: string): RunSpec => {
  const { root, ...rest } = tinyArchitecture;
  return {
    ...small,
    architecture: { ...rest, root: { ...root, children: root.children.filter((child) => child.id !== id) } },
  };
};

beforeAll(async () => {
  await train('source', small);
  trained = readFileSync(join(home, 'source', weightsFile('best')));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('a run that begins with trained weights', () => {
  it('leaves frozen blocks as they were, bit for bit, and trains the others', async () => {
    const events = await train('frozen', transferring('frozen', { frozen: ['conv', 'norm'] }));
    const [before, after] = [tensorsOf('source', 'best'), tensorsOf('frozen')];
    for (const [path, { data }] of before) {
      if (path.startsWith('dense')) expect(after.get(path)?.data).not.toEqual(data);
      else expect(after.get(path)?.data, path).toEqual(data);
    }
    expect([...after.keys()].filter((key) => key.startsWith('optimizer/') && !key.includes('/dense/'))).toEqual([]);
    const [told] = bodiesOf(events, 'log');
    expect(told?.message).toBe(
      'Trained weights in 3 of the 3 layers that have weights. Training leaves as they are: conv, norm.',
    );
    const { total, trainable } = bodiesOf(events, 'ready')[0]?.params ?? { total: 0, trainable: 0 };
    expect(trainable).toBe((before.get('dense/kernel')?.data.length ?? 0) + 10);
    expect(total).toBeGreaterThan(trainable);
  });

  it('begins with the loss that the trained network has', async () => {
    const recipe = { ...small.recipe, batchSize: 40 };
    const spec = transferring('loss', { spec: { ...without('drop'), recipe }, frozen: ['conv', 'norm'] });
    const events = await train('loss', spec);
    const run = await prepareRun(spec, mnistFolder(), join(home, 'loss'));
    const executor = await createPortableExecutor({ ...run, validation: run.train }, 'js');
    const evaluated = await executor.evaluate();
    executor.dispose();
    expect(bodiesOf(events, 'metrics')[0]?.loss[0]).toBeCloseTo(evaluated?.loss ?? NaN, 5);
  });

  it('takes over what fits by block and shape, and says what does not', async () => {
    const { architecture } = without('norm');
    const wider = JSON.parse(JSON.stringify(architecture).replace('"id":"dense"', '"id":"head"')) as unknown;
    const spec = { ...small, architecture: wider };
    const events = await train('other', transferring('other', { spec }));
    expect(bodiesOf(events, 'log')[0]?.message).toBe(
      'Trained weights in 1 of the 2 layers that have weights. Weights of the seed in head (there are none of this name).',
    );
    const asked = await train('asked', transferring('asked', { fresh: ['dense'] }));
    expect(bodiesOf(asked, 'log')[0]?.message).toContain('Weights of the seed in dense (as asked for).');
  });

  it('is the same run when it is stopped and continued', async () => {
    const whole = await train('whole2', transferring('whole2', { frozen: ['conv'] }));
    const control = new TrainingControl();
    const spec = transferring('parts', { frozen: ['conv'] });
    const first = train('parts', spec, control);
    control.end('stop');
    await first;
    const rest = await train('parts', spec);
    expect(bodiesOf(rest, 'done')[0]?.weightsHash).toBe(bodiesOf(whole, 'done')[0]?.weightsHash);
  });

  it.each<[string, (bytes: Buffer) => Uint8Array, string]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 5), 'checkpoint-corrupt'],
    ['empty', () => Buffer.alloc(0), 'checkpoint-corrupt'],
    [
      'not a number in one place',
      (bytes) => {
        const { metadata, tensors } = decodeSafetensors(bytes, '');
        const [[, first] = []] = tensors;
        if (first !== undefined) first.data[0] = NaN;
        return Buffer.concat(encodeSafetensors({ metadata, tensors }));
      },
      'checkpoint-corrupt',
    ],
  ])('fails with its reason where the weights are %s', async (name, damage, code) => {
    const bytes = damage(Buffer.from(trained));
    const events = await train(name, transferring(name, { bytes }));
    expect(bodiesOf(events, 'failed')[0]?.problem.code).toBe(code);
  });

  it('fails where its copy is gone, or is another file than the one it was made with', async () => {
    const spec = transferring('gone');
    rmSync(join(home, 'gone', weightsFile('initial')));
    expect(bodiesOf(await train('gone', spec), 'failed')[0]?.problem.code).toBe('transfer-gone');
    const changed = transferring('changed', { hash: '0'.repeat(64) });
    expect(bodiesOf(await train('changed', changed), 'failed')[0]?.problem.facts['detail']).toContain('not the file');
  });
});

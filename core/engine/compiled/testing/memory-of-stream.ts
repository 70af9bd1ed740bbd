import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetFolder } from '../../../data/index.ts';
import { PackWriter } from '../../../data/pack-writer.ts';
import { runSpecSchema } from '../../../protocol/run-spec.ts';
import { TrainingControl } from '../../control.ts';
import { runTraining } from '../../run-training.ts';

const name = 'large';
const shape = [64, 64, 3] as const;
const count = 20_000;

const architecture = {
  format: 'blockyard.architecture',
  version: 1,
  name: 'tiny',
  root: {
    id: 'root',
    kind: 'sequence',
    children: [
      { id: 'conv', kind: 'conv', filters: 3, kernelSize: [4, 4], strides: [5, 5] },
      { id: 'pool', kind: 'globalAvgPool' },
      { id: 'dense', kind: 'dense', units: 'classes', activation: 'softmax' },
    ],
  },
};

/** Adds a dataset of 234 MiB to a library. */
export async function writeLargePack(home: string): Promise<{ bytes: number }> {
  const writer = await PackWriter.open(home, name, shape);
  const slice = 1000;
  const images = Uint8Array.from({ length: slice * 64 * 64 * 3 }, (_, at) => (at * 31) % 251);
  for (let written = 0; written < count; written += slice) await writer.images('train', images);
  writer.labels(
    'train',
    Uint8Array.from({ length: count }, (_, at) => at % 4),
  );
  await writer.finish({ title: name, labels: 4, classesFor: () => ['a', 'b', 'c', 'd'], format: 'idx', files: [] });
  return { bytes: (count * images.length) / slice };
}

/** Bytes that this process has had resident at most, when it has trained an epoch on the library's large dataset. */
async function peakAfterTraining(limit: number | undefined): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-memory-'));
  const spec = runSpecSchema.parse({
    version: 1,
    name,
    architecture,
    data: { dataset: name, limit, validation: { kind: 'split', fraction: 0.2 } },
    recipe: { epochs: 1, batchSize: 256 },
    backend: 'compiled',
  });
  let ended: string | undefined;
  try {
    const datasetPath = datasetFolder(name, process.env['BLOCKYARD_HOME']);
    const command = { kind: 'start', runId: 'run', folder, spec, datasetFolder: datasetPath } as const;
    await runTraining(command, new TrainingControl(), ({ body }) => {
      if (body.kind === 'failed') ended = body.problem.code;
      if (body.kind === 'done') ended = body.outcome;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (ended !== 'completed') throw new Error(`The training ended as ${String(ended)}.`);
  return process.resourceUsage().maxRSS * 1024;
}

/** So few that they are kept in memory. */
export function peakWithFewImages(): Promise<number> {
  return peakAfterTraining(300);
}

export function peakWithAllImages(): Promise<number> {
  return peakAfterTraining(undefined);
}

import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { npyFile, tensorCsv } from '../analysis/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { WeightKind } from '../protocol/transfer.ts';
import type { ModelWeight } from '../protocol/trained-model.ts';
import { storing } from '../store/index.ts';
import type { TensorFormat } from './arguments.ts';
import { exportRun } from './export.ts';
import { formatCount, formatNumberOf } from './format.ts';
import { formatTable, print, printJson } from './output.ts';
import { withModels } from './with-models.ts';

export interface WeightsOptions {
  readonly weights: WeightKind;
  /** Folder to write every weight to, or of safetensors the file; without it they are listed. */
  readonly out?: string;
  readonly format: TensorFormat;
}

/** Lists the weights of a run's model, or writes them. @throws BlockyardError as ModelDesk, `export-exists`, `no-space`, `not-writable` */
export async function showWeights(run: string, { weights, out, format }: WeightsOptions, json: boolean): Promise<void> {
  if (out === undefined) await listWeights(run, weights, json);
  else if (format === 'safetensors') await exportRun(run, { format, out, weights, replace: false }, json);
  else await writeWeights(run, { weights, format, folder: resolve(out) }, json);
}

const columns = [
  { title: 'Weight' },
  { title: 'Shape' },
  { title: 'Values', align: 'right' },
  { title: 'Mean', align: 'right' },
  { title: 'Deviation', align: 'right' },
  { title: 'Least', align: 'right' },
  { title: 'Largest', align: 'right' },
] as const;

async function listWeights(run: string, weights: WeightKind, json: boolean): Promise<void> {
  await withModels(async (models) => {
    const { layers } = await models.ask('models.inside', { run, weights });
    const all = layers.flatMap((layer) => layer.weights);
    if (json) printJson({ runId: run, weights, tensors: all });
    else print(formatTable(columns, all.map(weightRow)));
  });
}

function weightRow({ path, shape, statistics }: ModelWeight): string[] {
  const { mean, deviation, least, largest } = statistics;
  const values = shape.reduce((product, size) => product * size, 1);
  const figures = [mean, deviation, least, largest].map((value) => String(Number(value.toPrecision(4))));
  return [path, shape.join(' x '), formatCount(values), ...figures];
}

interface TensorFolder {
  readonly weights: WeightKind;
  readonly format: 'npy' | 'csv';
  readonly folder: string;
}

async function writeWeights(run: string, { weights, format, folder }: TensorFolder, json: boolean): Promise<void> {
  await withModels(async (models) => {
    const { layers } = await models.ask('models.inside', { run, weights });
    makeEmpty(folder);
    const files: { path: string; file: string }[] = [];
    for (const { path } of layers.flatMap((layer) => layer.weights)) {
      const tensor = await models.ask('models.weight', { run, weights, path });
      const file = `${path.replaceAll('/', '-')}.${format}`;
      const content = format === 'npy' ? Buffer.from(npyFile(tensor)) : tensorCsv(tensor);
      storing(folder, () => {
        writeFileAtomic.sync(join(folder, file), content);
      });
      files.push({ path, file });
    }
    if (json) printJson({ runId: run, weights, folder, files });
    else print(`Wrote ${formatNumberOf(files.length, 'file')} to ${folder}.`);
  });
}

/** What a person keeps in a folder is not written over. */
function makeEmpty(folder: string): void {
  storing(folder, () => {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw new BlockyardError('export-exists', { path: folder });
  });
}

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ImageSet } from '../../core/engine/executor.ts';
import { permutation } from '../../core/model/index.ts';
import { batchSize, isNetName, networkOf, type Measured, type NetName } from '../nets.ts';

export interface WorkerSettings extends Measured {
  readonly name: NetName;
  readonly warmup: number;
  readonly learningRate: number;
  readonly data: ImageSet;
}

/** The same command line as the Python contenders'. */
export function workerSettings(): WorkerSettings {
  const { values } = parseArgs({
    options: {
      net: { type: 'string', default: '' },
      images: { type: 'string', default: '' },
      labels: { type: 'string', default: '' },
      warmup: { type: 'string', default: '0' },
      'learning-rate': { type: 'string', default: '0.001' },
      variant: { type: 'string' },
      params: { type: 'string' },
      batch: { type: 'string' },
    },
  });
  if (!isNetName(values.net)) throw new Error(`There is no network ${values.net} in this bench.`);
  const labels = new Uint8Array(readFileSync(values.labels));
  const data = { images: new Uint8Array(readFileSync(values.images)), labels, count: labels.length };
  return {
    ...networkOf(values.net),
    name: values.net,
    warmup: Number(values.warmup),
    learningRate: Number(values['learning-rate']),
    data,
  };
}

/** Batches of indices, every epoch in another order, without end. */
export function* batches(count: number): Generator<Int32Array, never> {
  for (let epoch = 0; ; epoch += 1) {
    const order = Int32Array.from(permutation(count, 1, `epoch ${epoch}`));
    for (let begin = 0; begin + batchSize <= count; begin += batchSize) yield order.slice(begin, begin + batchSize);
  }
}

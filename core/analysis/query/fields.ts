import type { RunSummary } from '../../protocol/runs.ts';

export type QueryField =
  | { readonly kind: 'text'; readonly values: (run: RunSummary) => readonly (string | undefined)[] }
  | { readonly kind: 'number' | 'date'; readonly value: (run: RunSummary) => number | undefined }
  | { readonly kind: 'flag'; readonly value: (run: RunSummary) => boolean };

/** What a query can ask of a run, under the names that it uses. */
export const queryFields = {
  name: { kind: 'text', values: (run) => [run.name] },
  network: { kind: 'text', values: (run) => [run.architecture] },
  dataset: { kind: 'text', values: (run) => [run.dataset] },
  tag: { kind: 'text', values: (run) => run.tags },
  notes: { kind: 'text', values: (run) => [run.notes] },
  status: { kind: 'text', values: (run) => [run.status] },
  optimizer: { kind: 'text', values: (run) => [run.settings.optimizer] },
  schedule: { kind: 'text', values: (run) => [run.settings.schedule] },
  backend: { kind: 'text', values: (run) => [run.backend] },
  device: { kind: 'text', values: (run) => [run.device] },
  id: { kind: 'text', values: (run) => [run.id] },
  origin: { kind: 'text', values: (run) => [run.origin?.kind] },
  from: { kind: 'text', values: ({ origin }) => [origin?.run, origin?.sweep] },
  starred: { kind: 'flag', value: (run) => run.starred },
  accuracy: { kind: 'number', value: (run) => run.bestEpoch?.valAccuracy },
  lastAccuracy: { kind: 'number', value: (run) => run.lastEpoch?.valAccuracy },
  trainAccuracy: { kind: 'number', value: (run) => run.lastEpoch?.accuracy },
  loss: { kind: 'number', value: (run) => run.lastEpoch?.loss },
  valLoss: { kind: 'number', value: (run) => run.lastEpoch?.valLoss },
  epochs: { kind: 'number', value: (run) => run.epochs },
  params: { kind: 'number', value: (run) => run.params?.total },
  macs: { kind: 'number', value: (run) => run.multiplyAdds },
  batch: { kind: 'number', value: (run) => run.settings.batchSize },
  lr: { kind: 'number', value: (run) => run.settings.learningRate },
  seed: { kind: 'number', value: (run) => run.settings.seed },
  time: { kind: 'number', value: (run) => run.trainingSeconds },
  speed: { kind: 'number', value: (run) => run.imagesPerSecond },
  started: { kind: 'date', value: (run) => run.createdAt },
} as const satisfies Readonly<Record<string, QueryField>>;

export const queryFieldNames = Object.keys(queryFields) as readonly (keyof typeof queryFields)[];

/** Upper and lower case make no difference. */
export function findField(name: string): { name: string; field: QueryField } | undefined {
  const wanted = name.toLowerCase();
  const found = queryFieldNames.find((known) => known.toLowerCase() === wanted);
  return found && { name: found, field: queryFields[found] };
}

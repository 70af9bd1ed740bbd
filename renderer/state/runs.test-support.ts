import type { RunSummary } from '../../core/protocol/runs.ts';

/** A run with nothing to tell but what is given. */
export function summary(values: Partial<RunSummary>): RunSummary {
  return {
    id: 'run',
    name: 'A run',
    status: 'running',
    architecture: 'ResNet-20',
    dataset: 'mnist',
    tags: [],
    notes: '',
    starred: false,
    settings: { epochs: 3, batchSize: 64, learningRate: 0.001, optimizer: 'adam', schedule: 'constant', seed: 1 },
    createdAt: 1,
    epochs: 0,
    step: 0,
    trainingSeconds: 0,
    ...values,
  };
}

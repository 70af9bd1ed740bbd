import { datasetFolder } from '../data/index.ts';
import { runSpecSchema, type RunSpec } from '../protocol/run-spec.ts';
import type { EngineEvent, EngineEventBody, EngineEventKind } from '../protocol/engine.ts';

/** A network so small that plain JavaScript trains it in milliseconds, with a convolution, batch norm and dropout. */
export const tinyArchitecture = {
  format: 'blockyard.architecture',
  version: 1,
  name: 'tiny',
  root: {
    id: 'root',
    kind: 'sequence',
    children: [
      { id: 'conv', kind: 'conv', filters: 3, kernelSize: [4, 4], strides: [5, 5] },
      { id: 'norm', kind: 'batchNorm' },
      { id: 'relu', kind: 'activation', activation: 'relu' },
      { id: 'flat', kind: 'flatten' },
      { id: 'drop', kind: 'dropout', rate: 0.2 },
      { id: 'dense', kind: 'dense', units: 'classes', activation: 'softmax' },
    ],
  },
};

interface TinyOptions {
  readonly limit?: number;
  readonly backend?: RunSpec['backend'];
  readonly recipe?: Readonly<Record<string, unknown>>;
}

/** A run of the tiny network on the first MNIST images. 80 images at batch 32: three steps per epoch, the last of 16 images. */
export function tinySpec({ limit = 80, backend = 'js', recipe = {} }: TinyOptions = {}): RunSpec {
  return runSpecSchema.parse({
    version: 1,
    name: 'tiny',
    architecture: tinyArchitecture,
    data: { dataset: 'mnist', limit },
    recipe: { epochs: 2, learningRate: 0.01, batchSize: 32, ...recipe },
    backend,
  });
}

export function mnistFolder(): string {
  return datasetFolder('mnist');
}

/** The bodies of one kind among a run's events. */
export function bodiesOf<K extends EngineEventKind>(
  events: readonly (EngineEvent | EngineEventBody)[],
  kind: K,
): Extract<EngineEventBody, { kind: K }>[] {
  return events
    .map((event) => ('body' in event ? event.body : event))
    .filter((body): body is Extract<EngineEventBody, { kind: K }> => body.kind === kind);
}

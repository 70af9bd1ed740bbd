import { inferArchitecture, parseArchitecture, type ImageShape, type Network } from '../../model/index.ts';

/** A small network whose step is measured. */
export interface Probe {
  readonly network: Network;
  readonly batchSize: number;
}

type Draft = Readonly<Record<string, unknown>> & { readonly kind: string };

const conv = (filters: number, size = 3, fields: object = {}): Draft => ({
  kind: 'conv',
  filters,
  kernelSize: [size, size],
  padding: 'same',
  useBias: false,
  ...fields,
});
const activation = (name: string): Draft => ({ kind: 'activation', activation: name });
const norm: Draft = { kind: 'batchNorm' };
const dense = (units: number): Draft => ({ kind: 'dense', units });
const output: Draft = { kind: 'dense', units: 'classes', activation: 'softmax' };
const pooled: readonly Draft[] = [{ kind: 'globalAvgPool' }, output];
const repeated = (times: number, ...drafts: Draft[]): Draft[] => Array.from({ length: times }, () => drafts).flat();

interface Row {
  readonly input: ImageShape;
  readonly batchSize: number;
  readonly nodes: readonly Draft[];
}

/**
 * Each kind of work is most of the time of at least one row, in amounts as real networks have them: what fits the caches is faster. Together they
 * take a step in a quarter of a second on two cores of 2024.
 */
const rows: readonly Row[] = [
  // Steps, and operations that are started
  { input: [4, 4, 1], batchSize: 8, nodes: [{ kind: 'flatten' }, output] },
  { input: [4, 4, 16], batchSize: 8, nodes: [...repeated(6, conv(16), norm, activation('relu')), ...pooled] },
  // Convolutions: many channels, few, those of images, small maps of large kernels, pointwise, strided, one channel each
  { input: [16, 16, 64], batchSize: 32, nodes: [conv(64), conv(64), ...pooled] },
  { input: [32, 32, 16], batchSize: 32, nodes: [conv(16), conv(16), ...pooled] },
  { input: [8, 8, 128], batchSize: 32, nodes: [conv(128), conv(128), ...pooled] },
  { input: [14, 14, 6], batchSize: 32, nodes: [conv(16, 5), ...pooled] },
  { input: [28, 28, 1], batchSize: 64, nodes: [conv(16, 5), ...pooled] },
  { input: [32, 32, 3], batchSize: 32, nodes: [conv(64), ...pooled] },
  { input: [4, 4, 256], batchSize: 4, nodes: [conv(256), conv(256), ...pooled] },
  { input: [4, 4, 256], batchSize: 32, nodes: [conv(256), conv(256), ...pooled] },
  { input: [16, 16, 64], batchSize: 32, nodes: [...repeated(3, conv(64, 1)), ...pooled] },
  { input: [16, 16, 32], batchSize: 32, nodes: [conv(32, 1), conv(64, 3, { strides: [2, 2] }), ...pooled] },
  {
    input: [16, 16, 64],
    batchSize: 32,
    nodes: [conv(64, 1), ...repeated(2, { kind: 'depthwiseConv', kernelSize: [3, 3], padding: 'same' }), ...pooled],
  },
  // Dense layers: arithmetic, and weights
  { input: [1, 1, 1024], batchSize: 128, nodes: [{ kind: 'flatten' }, dense(1024), output] },
  { input: [1, 1, 1024], batchSize: 8, nodes: [{ kind: 'flatten' }, dense(1024), output] },
  // What is bound by memory
  { input: [32, 32, 16], batchSize: 32, nodes: [conv(16, 1), ...repeated(3, norm), ...pooled] },
  { input: [28, 28, 16], batchSize: 32, nodes: [conv(6, 1), ...repeated(2, norm), ...pooled] },
  {
    input: [32, 32, 16],
    batchSize: 32,
    nodes: [conv(16, 1), ...repeated(4, { kind: 'residual', body: [activation('relu')] }), ...pooled],
  },
  { input: [32, 32, 16], batchSize: 32, nodes: [conv(16, 1), ...repeated(4, activation('tanh')), ...pooled] },
  {
    input: [32, 32, 16],
    batchSize: 32,
    nodes: [
      conv(16, 1),
      { kind: 'maxPool', poolSize: [3, 3], strides: [1, 1], padding: 'same' },
      { kind: 'maxPool', poolSize: [2, 2], strides: [2, 2] },
      ...pooled,
    ],
  },
  { input: [32, 32, 16], batchSize: 32, nodes: [conv(16, 1), { kind: 'dropout', rate: 0.2 }, ...pooled] },
];

/** @param part of the usual batches; a slow backend measures smaller ones */
export function calibrationProbes(part = 1): Probe[] {
  return rows.map(({ input, batchSize, nodes }) => ({
    network: networkOf(input, nodes),
    batchSize: Math.max(1, Math.round(batchSize * part)),
  }));
}

function networkOf(input: ImageShape, children: readonly Draft[]): Network {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { kind: 'sequence', children },
  });
  const network = parsed.ok ? inferArchitecture(parsed.value, { input, classes: 10 }).network : undefined;
  if (network === undefined) throw new Error('A network that measures the machine is wrong.');
  return network;
}

import type { ImageShape, Network } from '../../../model/index.ts';
import { head, networkOf } from './fixtures.ts';

export interface LayerCase {
  readonly name: string;
  readonly children: readonly unknown[];
  readonly input?: ImageShape;
  readonly definitions?: readonly unknown[];
}

/** A convolution of 6 filters. */
export const conv = (fields: object) => ({ kind: 'conv', filters: 6, kernelSize: [3, 3], ...fields });
export const activation = (name: string, fields: object = {}) => ({ kind: 'activation', activation: name, ...fields });

/** A leading convolution makes every case differentiate with respect to the layer's input as well. */
export const layerCases: readonly LayerCase[] = [
  { name: 'conv, same', children: [conv({ padding: 'same' }), conv({ padding: 'same' })] },
  { name: 'conv, valid, no bias', children: [conv({ padding: 'same' }), conv({ padding: 'valid', useBias: false })] },
  {
    name: 'conv, 5x2 kernel, strides 2x1',
    children: [conv({}), conv({ kernelSize: [5, 2], strides: [2, 1], padding: 'same' })],
    input: [9, 8, 3],
  },
  {
    name: 'conv, 1x1, strides 2',
    children: [conv({}), conv({ kernelSize: [1, 1], strides: [2, 2], padding: 'same' })],
    input: [9, 8, 3],
  },
  { name: 'conv, dilated, same', children: [conv({}), conv({ dilationRate: [2, 2], padding: 'same' })] },
  {
    name: 'conv, dilated 1x3, valid',
    children: [conv({ padding: 'same' }), conv({ dilationRate: [1, 3], padding: 'valid' })],
    input: [7, 11, 3],
  },
  { name: 'conv, grouped', children: [conv({}), conv({ groups: 3 })] },
  {
    name: 'conv, grouped and dilated',
    children: [conv({}), conv({ groups: 2, dilationRate: [2, 1], padding: 'same' })],
  },
  { name: 'depthwise conv', children: [conv({}), { kind: 'depthwiseConv', kernelSize: [3, 3], depthMultiplier: 2 }] },
  {
    name: 'depthwise conv, strides 2',
    children: [conv({}), { kind: 'depthwiseConv', kernelSize: [3, 3], strides: [2, 2], padding: 'same' }],
    input: [9, 8, 3],
  },
  {
    name: 'depthwise conv, dilated',
    children: [conv({}), { kind: 'depthwiseConv', kernelSize: [3, 3], dilationRate: [2, 2], padding: 'same' }],
  },
  {
    name: 'separable conv',
    children: [conv({}), { kind: 'separableConv', filters: 5, kernelSize: [3, 3], depthMultiplier: 2 }],
  },
  {
    name: 'batch norm of a feature map',
    children: [conv({ useBias: false }), { kind: 'batchNorm' }, activation('tanh')],
  },
  {
    name: 'batch norm of a vector',
    children: [
      { kind: 'flatten' },
      { kind: 'dense', units: 7, useBias: false },
      { kind: 'batchNorm', epsilon: 0.01 },
      activation('tanh'),
    ],
  },
  { name: 'max pool', children: [conv({}), { kind: 'maxPool', poolSize: [2, 2], strides: [2, 2] }] },
  {
    name: 'max pool, overlapping, same',
    children: [conv({}), { kind: 'maxPool', poolSize: [3, 3], strides: [1, 1], padding: 'same' }],
  },
  {
    name: 'max pool, 3x2, strides 2x3, same',
    children: [conv({}), { kind: 'maxPool', poolSize: [3, 2], strides: [2, 3], padding: 'same' }],
  },
  { name: 'avg pool', children: [conv({}), { kind: 'avgPool', poolSize: [2, 2], strides: [2, 2] }] },
  {
    name: 'avg pool, overlapping, same',
    children: [conv({}), { kind: 'avgPool', poolSize: [3, 3], strides: [2, 2], padding: 'same' }],
  },
  { name: 'global avg pool', children: [conv({}), { kind: 'globalAvgPool' }] },
  { name: 'global max pool', children: [conv({}), { kind: 'globalMaxPool' }] },
  {
    name: 'flatten and dense, no bias',
    children: [conv({}), { kind: 'flatten' }, { kind: 'dense', units: 9, useBias: false }, activation('tanh')],
  },
  {
    name: 'zero pad',
    children: [
      conv({}),
      {
        kind: 'zeroPad',
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
    ],
  },
  { name: 'residual, identity', children: [conv({}), { kind: 'residual', body: [conv({ padding: 'same' })] }] },
  {
    name: 'residual, projection',
    children: [
      conv({}),
      { kind: 'residual', shortcut: 'projection', body: [conv({ filters: 8, strides: [2, 2], padding: 'same' })] },
    ],
  },
  {
    name: 'residual, padded shortcut',
    children: [
      conv({}),
      { kind: 'residual', shortcut: 'pad', body: [conv({ filters: 8, strides: [2, 2], padding: 'same' })] },
    ],
  },
  {
    name: 'branches, concatenated',
    children: [
      conv({}),
      { kind: 'branches', branches: [[conv({ padding: 'same' })], [], [conv({ kernelSize: [1, 1], filters: 2 })]] },
    ],
  },
  {
    name: 'branches, added',
    children: [
      conv({}),
      { kind: 'branches', merge: 'add', branches: [[conv({ padding: 'same' })], [], [conv({ kernelSize: [1, 1] })]] },
    ],
  },
  {
    name: 'l2 on every weight',
    children: [
      conv({ kernelL2: 0.1, biasL2: 0.2 }),
      activation('tanh'),
      { kind: 'depthwiseConv', kernelL2: 0.3, biasL2: 0.15 },
      { kind: 'separableConv', filters: 3, kernelL2: 0.1, pointwiseL2: 0.25, biasL2: 0.3 },
      { kind: 'batchNorm', gammaL2: 0.05, betaL2: 0.07 },
      { kind: 'residual', kernelL2: 0.2, body: [conv({ filters: 4, kernelL2: 0.1 })] },
      { kind: 'flatten' },
      { kind: 'dense', units: 6, activation: 'tanh', kernelL2: 0.2, biasL2: 0.1 },
    ],
  },
  {
    name: 'sequence and repeat, the first with strides',
    children: [{ kind: 'repeat', first: { strides: 2 }, children: [{ kind: 'sequence', children: [conv({})] }] }],
  },
  { name: 'CBAPD', children: [{ kind: 'cbapd', filters: 4, useBias: false, dropout: 0, activation: 'tanh' }] },
  {
    name: 'Inception, the classic branches',
    children: [conv({}), activation('tanh'), { kind: 'inception', filters: 3, strides: 2 }],
  },
  {
    name: 'Inception, own branches',
    children: [
      conv({}),
      {
        kind: 'inception',
        filters: 3,
        strides: [2, 1],
        activation: 'tanh',
        branches: [
          [
            { layer: 'conv', size: 1, filters: 2 },
            { layer: 'conv', size: [1, 3] },
            { layer: 'conv', size: [3, 1] },
          ],
          [
            { layer: 'avgPool', size: 3 },
            { layer: 'conv', size: 1 },
          ],
          [{ layer: 'avgPool', size: [3, 2] }],
          [{ layer: 'maxPool', size: 3 }],
        ],
      },
    ],
  },
  ...['resnetBasic', 'resnetBottleneck', 'stage'].map((kind) => ({
    name: `${kind}, pre-activation`,
    children: [conv({}), { kind, filters: 4, strides: 2, activation: 'tanh', preActivation: true }],
  })),
  {
    name: 'own blocks, one in another, with knobs',
    definitions: [
      {
        id: 'unit',
        knobs: [
          { name: 'filters', targets: [{ node: 'c', field: 'filters' }] },
          { name: 'strides', targets: [{ node: 'c', field: 'strides' }] },
        ],
        body: [conv({ id: 'c', useBias: false }), { kind: 'batchNorm' }, activation('tanh')],
      },
      {
        id: 'pair',
        knobs: [{ name: 'strides', targets: [{ node: 'first', field: 'strides' }] }],
        body: [
          {
            kind: 'residual',
            body: [
              { id: 'first', kind: 'custom', definition: 'unit', knobs: { filters: 4 } },
              { id: 'second', kind: 'custom', definition: 'unit', knobs: { filters: 4 } },
            ],
          },
        ],
      },
    ],
    children: [{ kind: 'repeat', first: { strides: 2 }, children: [{ kind: 'custom', definition: 'pair' }] }],
  },
  ...['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh', 'softmax'].map(
    (name) => ({
      name: `activation ${name}`,
      children: [conv({}), activation(name)],
    }),
  ),
  { name: 'leaky relu with a slope', children: [conv({}), activation('leakyRelu', { alpha: 0.1 })] },
  { name: 'elu with a depth', children: [conv({}), activation('elu', { alpha: 0.5 })] },
];

/** The case with a head behind it. */
export const build = ({ children, input, definitions }: LayerCase): Network => {
  const last = children.at(-1) as { readonly kind: string };
  const vector = last.kind === 'dense' || last.kind.startsWith('global');
  return networkOf([...children, ...(vector ? head.slice(1) : head)], input, definitions);
};

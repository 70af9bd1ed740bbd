import { describe, it } from 'vitest';
import { expectAgreement } from './agreement.test-support.ts';
import { networkOf } from './compiled/testing/fixtures.ts';

/** A unit with knobs, and a residual pair of units that passes its own knobs on to them. */
const ownBlocks = [
  {
    id: 'unit',
    knobs: [
      { name: 'filters', targets: [{ node: 'conv', field: 'filters' }] },
      { name: 'strides', targets: [{ node: 'conv', field: 'strides' }] },
      { name: 'activation', targets: [{ node: 'after', field: 'activation' }] },
    ],
    body: [
      { id: 'conv', kind: 'conv', filters: 2, useBias: false },
      { id: 'norm', kind: 'batchNorm' },
      { id: 'after', kind: 'activation' },
    ],
  },
  {
    id: 'pair',
    knobs: [
      { name: 'width', targets: ['one', 'two'].map((node) => ({ node, field: 'filters' })) },
      { name: 'strides', targets: [{ node: 'one', field: 'strides' }] },
    ],
    body: [
      {
        kind: 'residual',
        body: [
          { id: 'one', kind: 'custom', definition: 'unit', knobs: { filters: 2 } },
          { id: 'two', kind: 'custom', definition: 'unit', knobs: { filters: 2, activation: 'linear' } },
        ],
      },
    ],
  },
];

describe('both executors train the same layers alike', () => {
  it.each([
    [
      'grouped and dilated convolutions',
      [
        { kind: 'conv', filters: 4, groups: 2, dilationRate: [2, 2] },
        { kind: 'conv', filters: 6, dilationRate: [1, 2], padding: 'valid' },
      ],
    ],
    [
      'depthwise and separable convolutions',
      [
        { kind: 'depthwiseConv', depthMultiplier: 2, strides: [2, 2] },
        { kind: 'separableConv', filters: 3 },
        { kind: 'depthwiseConv', dilationRate: [2, 2] },
      ],
    ],
    [
      'average pooling at the border',
      [
        { kind: 'conv', filters: 2 },
        { kind: 'avgPool', poolSize: [3, 3], strides: [2, 2], padding: 'same' },
      ],
    ],
    [
      'zero padding and average pooling',
      [
        {
          kind: 'zeroPad',
          padding: [
            [1, 2],
            [0, 3],
          ],
        },
        { kind: 'conv', filters: 2 },
        { kind: 'avgPool', poolSize: [2, 2], strides: [2, 2], padding: 'valid' },
      ],
    ],
    ['global max pooling', [{ kind: 'conv', filters: 12 }, { kind: 'globalMaxPool' }]],
    [
      'a padded shortcut',
      [
        { kind: 'conv', filters: 3 },
        {
          kind: 'residual',
          shortcut: 'pad',
          body: [{ kind: 'conv', filters: 5, strides: [2, 2] }, { kind: 'batchNorm' }],
        },
      ],
    ],
    [
      'branches',
      [
        {
          kind: 'branches',
          merge: 'concat',
          branches: [
            [{ kind: 'conv', filters: 2 }],
            [
              { kind: 'maxPool', poolSize: [3, 3], strides: [1, 1], padding: 'same' },
              { kind: 'conv', filters: 3, kernelSize: [1, 1] },
            ],
          ],
        },
      ],
    ],
    // Strided, of few channels and an even size, oneDNN's own gradient of a 1x1 kernel is wrong.
    ['a 1x1 convolution with strides', [{ kind: 'conv', filters: 3, kernelSize: 1, strides: 2 }]],
    [
      'an Inception block with branches by hand',
      [
        {
          kind: 'inception',
          filters: 3,
          strides: 2,
          branches: [
            [{ layer: 'conv', size: 3, filters: 2 }],
            [
              { layer: 'avgPool', size: 3 },
              { layer: 'conv', size: 1 },
              { layer: 'conv', size: 5, filters: 4 },
            ],
            [{ layer: 'maxPool', size: 2 }],
          ],
        },
      ],
    ],
    [
      'own blocks with knobs, one inside another',
      [
        {
          kind: 'repeat',
          first: { strides: 2 },
          children: [{ kind: 'custom', definition: 'pair', knobs: { width: 3 } }],
        },
        { kind: 'custom', definition: 'unit', knobs: { activation: 'tanh' } },
      ],
    ],
  ])('%s', async (_, children) => {
    const pooled = children.some((child) => child.kind.startsWith('global'));
    const network = networkOf(
      [
        ...children,
        ...(pooled ? [] : [{ kind: 'flatten' }]),
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [8, 8, 2],
      ownBlocks,
    );
    await expectAgreement({ network, backend: 'js' });
  });

  // TensorFlow fuses the three for evaluation, and has no kernel for some.
  it.each(['relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh'])(
    'a convolution, batch norm and %s',
    async (activation) => {
      const network = networkOf(
        [
          { kind: 'conv', filters: 3, kernelSize: 3, useBias: false },
          { kind: 'batchNorm' },
          { kind: 'activation', activation },
          { kind: 'flatten' },
          { kind: 'dense', units: 'classes', activation: 'softmax' },
        ],
        [8, 8, 2],
      );
      await expectAgreement({ network, backend: 'js' });
    },
  );

  it.each(['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh', 'softmax'])(
    'activation %s',
    async (activation) => {
      const network = networkOf(
        [
          { kind: 'conv', filters: 4, strides: [2, 2] },
          { kind: 'batchNorm' },
          { kind: 'activation', activation, alpha: 0.3 },
          { kind: 'flatten' },
          { kind: 'dense', units: 'classes' },
        ],
        [8, 8, 1],
      );
      await expectAgreement({ network, backend: 'js' });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../architecture.ts';
import { inferArchitecture } from '../infer.ts';
import type { Totals } from '../inference.ts';
import type { Shape } from '../shape.ts';

function totalsOf(children: readonly object[], input: Shape, classes: number): Totals {
  const root = { kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { problems, totals } = inferArchitecture(parsed.value, { input, classes });
  expect(problems).toEqual([]);
  return totals;
}

const imageNet = [224, 224, 3] as const;
const head = [{ kind: 'globalAvgPool' }, { kind: 'dense', activation: 'softmax' }];
const unit = (conv: object, activation = 'relu'): object => ({
  kind: 'cbapd',
  useBias: false,
  activation,
  pool: 'none',
  dropout: 0,
  ...conv,
});

function resnet(block: 'basic' | 'bottleneck', depths: readonly number[]): readonly object[] {
  return [
    unit({ filters: 64, kernelSize: 7, strides: 2 }),
    { kind: 'maxPool', poolSize: 3, strides: 2, padding: 'same' },
    ...depths.map((blocks, index) => ({
      kind: 'stage',
      block,
      blocks,
      filters: 64 * 2 ** index,
      strides: index === 0 ? 1 : 2,
    })),
    ...head,
  ];
}

describe('networks that can be built agree with their published figures', () => {
  // Parameters and 1e9 multiply-adds: torchvision.models, ResNet18_Weights and so on.
  it.each([
    ['ResNet-18', resnet('basic', [2, 2, 2, 2]), 11_689_512, 1.814, 18],
    ['ResNet-34', resnet('basic', [3, 4, 6, 3]), 21_797_672, 3.664, 34],
    ['ResNet-50', resnet('bottleneck', [3, 4, 6, 3]), 25_557_032, 4.089, 50],
    ['ResNet-101', resnet('bottleneck', [3, 4, 23, 3]), 44_549_160, 7.801, 101],
  ] as const)('%s', (_name, children, parameters, billions, depth) => {
    const totals = totalsOf(children, imageNet, 1000);
    expect(totals.params.trainable).toBe(parameters);
    expect(totals.macs / 1e9).toBeCloseTo(billions, 3);
    expect(totals.depth).toBe(depth);
  });

  it('VGG-16 of torchvision', () => {
    const groups = [
      [64, 2],
      [128, 2],
      [256, 3],
      [512, 3],
      [512, 3],
    ] as const;
    const features = groups.flatMap(([filters, times]) => [
      { kind: 'repeat', times, children: [{ kind: 'conv', filters, activation: 'relu' }] },
      { kind: 'maxPool' },
    ]);
    const dense = { kind: 'dense', units: 4096, activation: 'relu' };
    const totals = totalsOf([...features, { kind: 'flatten' }, dense, dense, { kind: 'dense' }], imageNet, 1000);
    expect(totals.params.total).toBe(138_357_544);
    expect(totals.macs / 1e9).toBeCloseTo(15.47, 2);
    expect(totals.depth).toBe(16);
  });

  it('MobileNet of Keras (Howard et al. 2017, arXiv:1704.04861)', () => {
    const blocks = [
      [64, 1],
      [128, 2],
      [128, 1],
      [256, 2],
      [256, 1],
      [512, 2],
      ...Array.from({ length: 5 }, () => [512, 1]),
      [1024, 2],
      [1024, 1],
    ];
    const totals = totalsOf(
      [
        unit({ filters: 32, strides: 2 }, 'relu6'),
        ...blocks.flatMap(([filters, strides]) => [
          { kind: 'depthwiseConv', strides, useBias: false },
          { kind: 'batchNorm' },
          { kind: 'activation', activation: 'relu6' },
          unit({ filters, kernelSize: 1 }, 'relu6'),
        ]),
        ...head,
      ],
      imageNet,
      1000,
    );
    expect(totals.params).toEqual({ total: 4_253_864, trainable: 4_231_976 });
    expect(Math.round(totals.macs / 1e6)).toBe(569);
    expect(totals.depth).toBe(28);
  });

  it('the pre-activation WRN-28-10 (Zagoruyko & Komodakis 2016, arXiv:1605.07146)', () => {
    const stage = (filters: number, strides: number): object => ({
      kind: 'stage',
      blocks: 4,
      filters,
      strides,
      preActivation: true,
    });
    const closing = [{ kind: 'batchNorm' }, { kind: 'activation' }];
    const conv = { kind: 'conv', filters: 16, useBias: false };
    const totals = totalsOf([conv, stage(160, 1), stage(320, 2), stage(640, 2), ...closing, ...head], [32, 32, 3], 10);
    expect(totals.params.trainable).toBe(36_479_194);
    expect((totals.macs / 1e9).toFixed(1)).toBe('5.2');
  });
});

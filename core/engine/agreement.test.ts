import { describe, it } from 'vitest';
import { findPreset, inferArchitecture, presets } from '../model/index.ts';
import { expectAgreement, withoutDropout } from './agreement.test-support.ts';
import { networkOf } from './compiled/testing/fixtures.ts';

describe('both executors train the same network alike', () => {
  it.each(presets.map((preset) => preset.name))('%s', { timeout: 120_000 }, async (name) => {
    const preset = findPreset(name);
    if (preset === undefined) throw new Error(name);
    const { network } = inferArchitecture(preset.architecture, { input: [28, 28, 1], classes: 10 });
    if (network === undefined) throw new Error(`${name} does not fit`);
    // In a deep plain net with batch norm rounding grows from layer to layer, gradients even more: they are not comparable, and a step must be tiny.
    const explodes = name === 'plain56';
    await expectAgreement({
      network: withoutDropout(network),
      steps: 2,
      learningRate: explodes ? 1e-9 : 1e-4,
      tolerance: explodes ? 1e-2 : 1e-3,
      weightTolerance: explodes ? Infinity : 0.1,
    });
  });

  it.each([
    ['sgd', { kind: 'sgd', momentum: 0 }],
    ['momentum', { kind: 'sgd', momentum: 0.9 }],
    ['nesterov', { kind: 'sgd', momentum: 0.9, nesterov: true }],
    ['adam', { kind: 'adam' }],
    ['adamw', { kind: 'adamw', weightDecay: 0.1 }],
    ['rmsprop', { kind: 'rmsprop' }],
    ['rmsprop with momentum', { kind: 'rmsprop', momentum: 0.9 }],
  ])('with %s, l2 and label smoothing', async (_, optimizer) => {
    const network = networkOf(
      [
        { kind: 'conv', filters: 3, kernelSize: [3, 3], activation: 'tanh' },
        { kind: 'flatten' },
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [8, 8, 2],
    );
    await expectAgreement({ network, recipe: { optimizer, l2: 0.01, labelSmoothing: 0.1 }, backend: 'js' });
  });

  it.each([
    { augmentation: { crop: 2, horizontalFlip: true } },
    { augmentation: { rotation: 20, shift: 0.1, zoom: 0.2, shear: 10, fill: 'reflect' } },
    { augmentation: { brightness: 0.2, contrast: 0.3, saturation: 0.4, cutout: 4 } },
    { augmentation: { mixup: 1 } },
    { augmentation: { cutmix: 1 }, labelSmoothing: 0.1 },
    {
      augmentation: { crop: 2, verticalFlip: true, rotation: 15, contrast: 0.2, cutout: 3, mixup: 0.2, cutmix: 1 },
      labelSmoothing: 0.05,
    },
  ])('with %j', async (recipe) => {
    const network = networkOf(
      [
        { kind: 'conv', filters: 4, kernelSize: [3, 3] },
        { kind: 'batchNorm' },
        { kind: 'activation', activation: 'relu' },
        { kind: 'flatten' },
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [10, 12, 3],
    );
    await expectAgreement({ network, recipe, backend: 'js', batch: 6, steps: 4 });
  });
});

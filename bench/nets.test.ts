import { describe, expect, test } from 'vitest';
import { countParameters } from '../core/model/index.ts';
import { netNames, nets, networkOf, trainingFlop } from './nets.ts';

describe('networks of the bench', () => {
  test.each(netNames)('%s has the counts that every contender is held to', (name) => {
    expect(countParameters(networkOf(name).network).total).toBe(nets[name].params);
  });

  test("ResNet18's training takes 3.33 GFLOP per picture", () => {
    // Its first layer: 32 x 32 places, 3 x 3 x 3 values each, 64 filters.
    const first = 32 * 32 * 27 * 64;
    expect(networkOf('resnet18').flopPerImage).toBe(trainingFlop(555_422_720, first));
    expect(networkOf('resnet18').flopPerImage / 1e9).toBeCloseTo(3.33, 2);
  });
});

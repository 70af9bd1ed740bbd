import { describe, expect, it } from 'vitest';
import { inferArchitecture } from './infer.ts';
import { countMultiplyAdds } from './cost.ts';
import { countParameters } from './network.ts';
import { findPreset, networkPair, presets } from './presets.ts';
import type { Shape } from './shape.ts';

/** Counted by Keras for 10 classes: total and trainable parameters, and multiply-adds. */
const colour: Readonly<Record<string, readonly [number, number, number]>> = {
  baseline: [198_506, 198_494, 658_688],
  lenet5: [62_006, 62_006, 651_720],
  alexnet8: [9_639_178, 9_638_474, 117_909_632],
  vgg16: [15_262_026, 15_253_578, 313_725_952],
  inception10: [120_826, 119_642, 12_240_128],
  resnet18: [11_183_562, 11_173_962, 555_422_720],
  resnet20: [271_098, 269_722, 40_551_040],
  plain20: [271_098, 269_722, 40_551_040],
  resnet56: [857_082, 853_018, 125_485_696],
  plain56: [857_082, 853_018, 125_485_696],
  resnet110: [1_736_058, 1_727_962, 252_887_680],
};
const grey: typeof colour = {
  baseline: [152_126, 152_114, 269_408],
  lenet5: [44_426, 44_426, 281_640],
  alexnet8: [8_064_586, 8_063_882, 76_986_752],
  vgg16: [15_260_874, 15_252_426, 268_171_264],
  inception10: [120_538, 119_354, 9_145_856],
  resnet18: [11_182_410, 11_172_810, 455_800_832],
  resnet20: [270_810, 269_434, 30_821_248],
  plain20: [270_810, 269_434, 30_821_248],
  resnet56: [856_794, 852_730, 95_849_344],
  plain56: [856_794, 852_730, 95_849_344],
  resnet110: [1_735_770, 1_727_674, 193_391_488],
};
const columns: readonly (readonly [Shape, typeof colour])[] = [
  [[32, 32, 3], colour],
  [[28, 28, 1], grey],
];

const depths: Readonly<Record<string, number>> = {
  baseline: 3,
  lenet5: 5,
  alexnet8: 8,
  vgg16: 16,
  inception10: 10,
  resnet18: 18,
  resnet20: 20,
  plain20: 20,
  resnet56: 56,
  plain56: 56,
  resnet110: 110,
};

describe('presets', () => {
  it('are all in the table', () => {
    expect(presets.map(({ name }) => name)).toEqual(Object.keys(colour));
  });

  for (const { name, architecture } of presets) {
    for (const [input, table] of columns) {
      it(`${name} costs what Keras counts on ${input.join('x')}`, () => {
        const { network, problems, totals } = inferArchitecture(architecture, { input, classes: 10 });
        expect(problems).toEqual([]);
        expect([totals.params.total, totals.params.trainable, totals.macs]).toEqual(table[name]);
        expect(totals.depth).toBe(depths[name]);
        expect(network && countParameters(network)).toEqual(totals.params);
        expect(network && countMultiplyAdds(network)).toBe(totals.macs);
        expect(network?.layers.at(-1)?.op).toMatchObject({ kind: 'activation', function: 'softmax' });
      });
    }
  }

  it.each([8, 14, 20, 32, 44, 56, 110])(
    'make a pair of %i layers, with and without shortcuts, of equal cost',
    (depth) => {
      const pair = networkPair(depth);
      const [plain, residual] = [pair?.plain, pair?.residual].map((preset) => {
        if (preset === undefined) throw new Error('There is no such pair.');
        return inferArchitecture(preset.architecture, { input: [32, 32, 3], classes: 10 }).totals;
      });
      expect(plain?.depth).toBe(depth);
      expect(residual).toMatchObject({ depth, params: plain?.params, macs: plain?.macs });
      expect(pair?.residual.architecture).toEqual(
        findPreset(`resnet${String(depth)}`)?.architecture ?? pair?.residual.architecture,
      );
      expect(JSON.stringify(pair?.plain.architecture)).not.toBe(JSON.stringify(pair?.residual.architecture));
    },
  );

  it.each([0, 2, 7, 9, 21, 206, -4, 8.5, NaN])('make no pair of %f layers', (depth) => {
    expect(networkPair(depth)).toBeUndefined();
  });

  it('are found by name', () => {
    expect(findPreset('resnet20')?.title).toBe('ResNet-20');
    expect(findPreset('constructor')).toBeUndefined();
  });
});

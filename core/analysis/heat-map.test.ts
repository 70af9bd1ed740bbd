import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerHistory } from '../protocol/layer-figures.ts';
import { heatColour, heatMapOf, heatScale, thinned } from './heat-map.ts';
import { partOf, valueAt } from './scale.ts';

const none = new Float32Array(6).fill(NaN);
const history: LayerHistory = {
  layers: [
    { name: 'conv', kind: 'conv' },
    { name: 'norm', kind: 'batchNorm' },
    { name: 'relu', kind: 'activation' },
  ],
  step: Uint32Array.of(1, 11),
  figures: {
    gradientNorm: Float32Array.of(1, 0.1, NaN, 100, 0, NaN),
    weightNorm: none,
    updateRatio: none,
    activationMean: none,
    activationDeviation: none,
    deadShare: Float32Array.of(NaN, NaN, 0.25, NaN, NaN, 0.5),
  },
};

describe('the heat map of a figure', () => {
  it('has a row for every layer that has the figure, from the first to the last step', () => {
    const map = heatMapOf(history, 'gradientNorm');
    expect(map).toEqual({ rows: ['conv', 'norm'], steps: [1, 11], values: Float32Array.of(1, 100, 0.1, 0) });
    expect(heatMapOf(history, 'gradientNorm', (kind) => kind !== 'batchNorm').rows).toEqual(['conv']);
    expect(heatMapOf(history, 'deadShare').rows).toEqual(['relu']);
    expect(heatMapOf(history, 'weightNorm').rows).toEqual([]);
  });

  it('scales norms by powers of ten over all maps, shares from none to all, and has no scale without a value', () => {
    const map = heatMapOf(history, 'gradientNorm');
    const scale = heatScale([map], 'gradientNorm');
    expect(scale?.low).toBeCloseTo(0.1);
    expect(scale).toMatchObject({ high: 100, log: true });
    expect(heatScale([heatMapOf(history, 'deadShare')], 'deadShare')).toEqual({ low: 0, high: 1, log: false });
    expect(heatScale([heatMapOf(history, 'weightNorm')], 'weightNorm')).toBeUndefined();
  });

  it('shows a gradient of nothing as the lowest, and no value as none', () => {
    const scale = { low: 1e-3, high: 1, log: true };
    expect(partOf(0, scale)).toBe(0);
    expect(partOf(1, scale)).toBe(1);
    expect(partOf(NaN, scale)).toBeUndefined();
    expect(partOf(3, { low: 3, high: 3, log: false })).toBe(0.5);
  });

  it('finds the value back where a part of the scale stands', () => {
    const scales = fc.record({
      low: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      span: fc.double({ min: 2, max: 1e6, noNaN: true }),
      log: fc.boolean(),
    });
    fc.assert(
      fc.property(scales, fc.double({ min: 0, max: 1, noNaN: true }), ({ low, span, log }, part) => {
        const scale = { low, high: low * span, log };
        expect(partOf(valueAt(part, scale), scale)).toBeCloseTo(part, 6);
      }),
    );
  });

  it('has colours that grow lighter with every part', () => {
    const lightness = Array.from({ length: 21 }, (_, i) => {
      const [red, green, blue] = heatColour(i / 20);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    expect([...lightness].sort((a, b) => a - b)).toEqual(lightness);
  });

  it('keeps its first and last step when it is thinned', () => {
    const map = { rows: ['a', 'b'], steps: [1, 2, 3, 4, 5], values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) };
    expect(thinned(map, 3)).toEqual({ rows: ['a', 'b'], steps: [1, 3, 5], values: Float32Array.of(1, 3, 5, 6, 8, 10) });
    expect(thinned(map, 5)).toBe(map);
  });
});

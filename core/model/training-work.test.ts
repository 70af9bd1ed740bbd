import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryWorkingArchitecture } from './arbitrary.test-support.ts';
import { parseArchitecture } from './architecture.ts';
import { inferArchitecture } from './infer.ts';
import type { Network } from './network.ts';
import { findPreset } from './presets.ts';
import type { ImageShape } from './shape.ts';
import { trainingWork, workKinds } from './training-work.ts';

const head = [{ kind: 'globalAvgPool' }, { kind: 'dense', units: 'classes', activation: 'softmax' }];

function networkOf(children: readonly unknown[], input: ImageShape = [16, 16, 32]): Network {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { network, problems } = inferArchitecture(parsed.value, { input, classes: 10 });
  if (network === undefined) throw new Error(JSON.stringify(problems));
  return network;
}

const conv = (fields: object = {}) => ({
  kind: 'conv',
  filters: 32,
  kernelSize: [3, 3],
  padding: 'same',
  useBias: false,
  ...fields,
});
const step = { batchSize: 8, slots: 2 };

describe('the work of a step', () => {
  it('counts two products for the first convolution and three for the others', () => {
    const one = trainingWork(networkOf([conv(), ...head]), step);
    const two = trainingWork(networkOf([conv(), conv(), ...head]), step);
    const macs = 8 * 16 * 16 * 9 * 32 * 32;
    expect(one.convMacs).toBe(2 * macs);
    expect(two.convMacs).toBe(5 * macs);
    expect(two.convWeights).toBe(2 * 9 * 32 * 32);
  });

  it('counts the gradient of a strided convolution for every position of its input', () => {
    const strided = trainingWork(networkOf([conv(), conv({ strides: [2, 2] }), ...head]), step);
    const pointwise = trainingWork(networkOf([conv(), conv({ kernelSize: [1, 1], strides: [2, 2] }), ...head]), step);
    const first = 2 * 8 * 16 * 16 * 9 * 32 * 32;
    expect(strided.convMacs - first).toBe((2 + 4) * 8 * 8 * 8 * 9 * 32 * 32);
    expect(pointwise.convMacs - first).toBe(3 * 8 * 8 * 8 * 32 * 32);
  });

  it('rounds channels up to the blocks in which they are computed, but not those of images', () => {
    const image = networkOf([conv({ filters: 6 }), ...head], [16, 16, 1]);
    expect(trainingWork(image, step).convMacs).toBe(2 * 8 * 16 * 16 * 9 * 16);
    const inner = networkOf([conv({ filters: 6 }), ...head], [16, 16, 6]);
    expect(trainingWork(inner, step).convMacs).toBe(2 * 8 * 16 * 16 * 9 * 16 * 16);
  });

  it('counts a batch norm apart whose channels fill no vector register', () => {
    const norm = { kind: 'batchNorm' };
    const six = trainingWork(networkOf([conv({ filters: 6 }), norm, ...head]), step);
    const eight = trainingWork(networkOf([conv({ filters: 8 }), norm, ...head]), step);
    expect([six.norms, six.scalarNorms]).toEqual([0, 8 * 16 * 16 * 6]);
    expect([eight.norms, eight.scalarNorms]).toEqual([8 * 16 * 16 * 8, 0]);
  });

  it('counts what the optimizer keeps', () => {
    const network = networkOf([{ kind: 'flatten' }, { kind: 'dense', units: 'classes', activation: 'softmax' }]);
    const values = 16 * 16 * 32 * 10 + 10;
    expect(trainingWork(network, { batchSize: 1, slots: 0 }).weights).toBe(6 * values);
    expect(trainingWork(network, { batchSize: 64, slots: 2 }).weights).toBe(10 * values);
  });

  it('grows in a straight line with the batch', () => {
    const network = inferArchitecture(findPreset('inception10')?.architecture ?? fail(), {
      input: [32, 32, 3],
      classes: 10,
    }).network;
    const at = (batchSize: number) => trainingWork(network ?? fail(), { batchSize, slots: 1 });
    for (const kind of workKinds) expect(at(64)[kind] - at(0)[kind]).toBeCloseTo(64 * (at(1)[kind] - at(0)[kind]), 3);
  });

  it('is finite and not negative for any network, and no layer makes any of it less', () => {
    fc.assert(
      fc.property(arbitraryWorkingArchitecture, (architecture) => {
        const target = { input: [9, 9, 3], classes: 4 } as const;
        const { network } = inferArchitecture(architecture, target);
        if (network === undefined) return;
        const work = trainingWork(network, step);
        const last = network.layers.length - 1;
        const longer: Network = {
          ...network,
          layers: [
            ...network.layers,
            {
              name: 'more',
              nodeId: 'more',
              op: { kind: 'activation', function: 'tanh', alpha: 0 },
              inputs: [last],
              output: network.layers[last]?.output ?? [1],
              weights: [],
            },
          ],
        };
        const more = trainingWork(longer, step);
        for (const kind of workKinds) {
          expect(work[kind]).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(work[kind])).toBe(true);
          expect(more[kind]).toBeGreaterThanOrEqual(work[kind]);
        }
        expect(more.curves).toBeGreaterThan(work.curves);
      }),
    );
  });
});

function fail(): never {
  throw new Error('The preset must be there.');
}

import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../architecture.ts';
import { inferArchitecture } from '../infer.ts';
import { type Shape, sizeOf } from '../shape.ts';

/** What is asked of a layer of stock tfjs. */
interface Layer {
  build(inputShape: (number | null)[]): void;
  computeOutputShape(inputShape: (number | null)[]): unknown;
  getWeights(): { readonly shape: number[] }[];
}

/** What the node gives and has: sizes of its output, weight shapes in order. */
function ours(node: object, input: Shape): { output: Shape | undefined; weights: readonly (readonly number[])[] } {
  const head = input.length === 3 ? [{ kind: 'flatten' }, { kind: 'dense' }] : [{ kind: 'dense' }];
  const flat =
    'kind' in node && (node.kind === 'dense' || node.kind === 'flatten' || String(node.kind).startsWith('global'));
  const children = [{ id: 'x', ...node }, ...(flat ? head.slice(-1) : head)];
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { network, nodes, problems } = inferArchitecture(parsed.value, { input, classes: 2 });
  if (network === undefined) throw new Error(JSON.stringify(problems));
  const layers = network.layers.filter(({ nodeId }) => nodeId === 'x');
  return {
    output: nodes.find(({ id }) => id === 'x')?.output,
    weights: layers.flatMap((layer) => layer.weights.map(({ shape }) => shape)),
  };
}

/** The same from stock tfjs. */
function theirs(layer: Layer, input: Shape): ReturnType<typeof ours> {
  const batched = [null, ...input];
  layer.build(batched);
  const [, ...output] = layer.computeOutputShape(batched) as number[];
  const weights = layer.getWeights().map((weight) => weight.shape);
  tf.disposeVariables();
  return { output: output as unknown as Shape, weights };
}

const side = fc.integer({ min: 12, max: 20 });
const image = fc.tuple(side, side, fc.integer({ min: 1, max: 4 }));
const small = fc.integer({ min: 1, max: 4 });
const pair = fc.tuple(small, small);
// A window of four, three apart, still fits into the smallest image.
const dilation = fc.integer({ min: 1, max: 3 });
const window = { padding: fc.constantFrom('same' as const, 'valid' as const), useBias: fc.boolean() };

function agree(node: object, layer: Layer, input: Shape): void {
  expect(ours(node, input)).toEqual(theirs(layer, input));
}

describe('sizes and weights agree with stock tfjs', () => {
  it('conv', () => {
    fc.assert(
      fc.property(image, fc.record({ filters: small, kernelSize: pair, strides: pair, ...window }), (input, config) => {
        agree({ kind: 'conv', ...config }, tf.layers.conv2d(config), input);
      }),
    );
  });

  it('dilated conv', () => {
    fc.assert(
      fc.property(
        image,
        fc.record({ filters: small, kernelSize: pair, dilationRate: fc.tuple(dilation, dilation), ...window }),
        (input, config) => {
          agree({ kind: 'conv', ...config }, tf.layers.conv2d(config), input);
        },
      ),
    );
  });

  it('depthwise and separable conv', () => {
    const config = fc.record({ kernelSize: pair, stride: small, depthMultiplier: small, ...window });
    fc.assert(
      fc.property(image, config, small, (input, { stride, ...rest }, filters) => {
        const strided = { ...rest, strides: [stride, stride] as [number, number] };
        agree({ kind: 'depthwiseConv', ...strided }, tf.layers.depthwiseConv2d(strided), input);
        agree(
          { kind: 'separableConv', filters, ...strided },
          tf.layers.separableConv2d({ filters, ...strided }),
          input,
        );
      }),
    );
  });

  it('pooling', () => {
    const config = fc.record({ poolSize: pair, strides: fc.option(pair, { nil: undefined }), padding: window.padding });
    fc.assert(
      fc.property(image, config, (input, { strides, ...rest }) => {
        const strided = strides === undefined ? rest : { ...rest, strides };
        agree({ kind: 'maxPool', ...strided }, tf.layers.maxPooling2d(strided), input);
        agree({ kind: 'avgPool', ...strided }, tf.layers.averagePooling2d(strided), input);
      }),
    );
  });

  it('the rest', () => {
    fc.assert(
      fc.property(image, pair, pair, fc.boolean(), (input, down, across, useBias) => {
        agree(
          { kind: 'zeroPad', padding: [down, across] },
          tf.layers.zeroPadding2d({ padding: [down, across] }),
          input,
        );
        agree({ kind: 'batchNorm' }, tf.layers.batchNormalization(), input);
        agree({ kind: 'globalAvgPool' }, tf.layers.globalAveragePooling2d({}), input);
        agree({ kind: 'globalMaxPool' }, tf.layers.globalMaxPooling2d({}), input);
        agree({ kind: 'flatten' }, tf.layers.flatten(), input);
        agree({ kind: 'dense', units: down[0], useBias }, tf.layers.dense({ units: down[0], useBias }), [
          sizeOf(input),
        ]);
      }),
      { numRuns: 30 },
    );
  });
});

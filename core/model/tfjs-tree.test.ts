import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryWorkingArchitecture } from './arbitrary.test-support.ts';
import type { Architecture } from './architecture.ts';
import { blocks } from './blocks/registry.ts';
import { Definitions } from './definitions.ts';
import { inferArchitecture } from './infer.ts';
import type { Node } from './node.ts';
import { applyOverrides } from './overrides.ts';

type Value = tf.SymbolicTensor;

/** The tree as a model of stock tfjs, straight from the document. Activations and dropout, which change neither sizes nor weights, are left out. */
function modelOf({ root, definitions: list }: Architecture, input: number[], classes: number): tf.LayersModel {
  const definitions = new Definitions(list);
  const kernelInitializer = 'zeros';
  const chain = (nodes: readonly Node[], value: Value): Value => nodes.reduce((from, node) => apply(node, from), value);
  const through = (layer: tf.layers.Layer, value: Value | Value[]): Value => layer.apply(value) as Value;

  function apply(node: Node, value: Value): Value {
    switch (node.kind) {
      case 'conv': {
        const { filters, padding, useBias } = node;
        const [kernelSize, strides] = [[...node.kernelSize], [...node.strides]];
        return through(tf.layers.conv2d({ filters, padding, useBias, kernelSize, strides, kernelInitializer }), value);
      }
      case 'separableConv': {
        const { filters, padding, useBias, depthMultiplier } = node;
        const [kernelSize, strides] = [[...node.kernelSize] as [number, number], [...node.strides] as [number, number]];
        return through(
          tf.layers.separableConv2d({ filters, padding, useBias, depthMultiplier, kernelSize, strides }),
          value,
        );
      }
      case 'batchNorm':
        return through(tf.layers.batchNormalization(), value);
      case 'maxPool':
      case 'avgPool': {
        const poolSize: [number, number] = [...node.poolSize];
        const config = {
          poolSize,
          strides: [...(node.strides ?? poolSize)] as [number, number],
          padding: node.padding,
        };
        return through(
          node.kind === 'maxPool' ? tf.layers.maxPooling2d(config) : tf.layers.averagePooling2d(config),
          value,
        );
      }
      case 'globalAvgPool':
        return through(tf.layers.globalAveragePooling2d({}), value);
      case 'dense':
        return through(
          tf.layers.dense({
            units: node.units === 'classes' ? classes : node.units,
            useBias: node.useBias,
            kernelInitializer,
          }),
          value,
        );
      case 'depthwiseConv': {
        const { padding, useBias, depthMultiplier } = node;
        const [kernelSize, strides] = [[...node.kernelSize] as [number, number], [...node.strides] as [number, number]];
        return through(tf.layers.depthwiseConv2d({ padding, useBias, depthMultiplier, kernelSize, strides }), value);
      }
      case 'globalMaxPool':
        return through(tf.layers.globalMaxPooling2d({}), value);
      case 'flatten':
        return through(tf.layers.flatten(), value);
      case 'zeroPad': {
        const [[top, bottom], [left, right]] = node.padding;
        const padding: [[number, number], [number, number]] = [
          [top, bottom],
          [left, right],
        ];
        return through(tf.layers.zeroPadding2d({ padding }), value);
      }
      case 'activation':
      case 'dropout':
      case 'spatialDropout':
        return value;
      case 'sequence':
        return chain(node.children, value);
      case 'repeat': {
        let at = chain(applyOverrides(node.children, node.first, definitions), value);
        for (let time = 2; time <= node.times; time += 1) at = chain(node.children, at);
        return at;
      }
      case 'branches': {
        const outputs = node.branches.map((branch) => chain(branch, value));
        return outputs.length === 1 ? (outputs[0] ?? value) : through(tf.layers.concatenate(), outputs);
      }
      case 'residual':
        return residual(chain(node.body, value), value, node.shortcut === 'projection', node.shortcutBatchNorm);
      case 'cbapd':
      case 'inception':
      case 'resnetBasic':
      case 'resnetBottleneck':
      case 'stage':
      case 'custom': {
        const block = blocks[node.kind];
        if (block.category !== 'composite') throw new Error(`${node.kind} does not expand.`);
        return apply(block.expand(node, definitions), value);
      }
    }
  }

  function residual(body: Value, value: Value, projected: boolean, normed: boolean): Value {
    const [, height = 1, width = 1, channels = 1] = body.shape as number[];
    const same = body.shape.every((side, axis) => side === value.shape[axis]);
    if (same && !projected) return through(tf.layers.add(), [body, value]);
    const strides = [Math.ceil(Number(value.shape[1]) / height), Math.ceil(Number(value.shape[2]) / width)];
    const projection = tf.layers.conv2d({
      ...{ filters: channels, kernelSize: 1, strides, padding: 'same', useBias: false, kernelInitializer },
    });
    const shortcut = through(projection, value);
    return through(tf.layers.add(), [body, normed ? through(tf.layers.batchNormalization(), shortcut) : shortcut]);
  }

  const start = tf.input({ shape: input });
  return tf.model({ inputs: start, outputs: apply(root, start) });
}

describe('any tree', () => {
  it('has the sizes and as many weights as stock tfjs builds', { timeout: 120_000 }, () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryWorkingArchitecture, (architecture) => {
        const { network, totals } = inferArchitecture(architecture, { input: [12, 10, 3], classes: 4 });
        if (network === undefined || totals.params.total > 2_000_000) return;
        const model = modelOf(architecture, [12, 10, 3], 4);
        expect(model.outputs[0]?.shape).toEqual([null, ...(totals.output ?? [])]);
        expect(model.countParams()).toBe(totals.params.total);
        const trainable = model.trainableWeights.reduce(
          (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
          0,
        );
        expect(trainable).toBe(totals.params.trainable);
        compared += 1;
        tf.disposeVariables();
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});

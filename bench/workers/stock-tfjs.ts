import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { buildModel } from '../../core/engine/portable/build-model.ts';
import type { Tf } from '../../core/engine/portable/tfjs.ts';
import { loadTensorFlow } from '../../core/engine/tensorflow.ts';
import { countParameters, initialWeights, type Network } from '../../core/model/index.ts';
import { batchSize, classes, inputShape } from '../nets.ts';
import { serve } from './serve.ts';
import { workerSettings } from './settings.ts';

/** Stock tfjs: `model.fit` on tfjs-node's own backend, with the same TensorFlow library and oneDNN as the compiled step. */
async function main(): Promise<void> {
  const { network, data, warmup, learningRate } = workerSettings();
  // One module instance: tfjs-node re-exports the package @tensorflow/tfjs.
  const tf: Tf = await loadTensorFlow();
  const model = stockModel(tf, network);
  if (model.countParams() !== countParameters(network).total) throw new Error('The stock model has other parameters.');
  model.compile({ optimizer: tf.train.adam(learningRate), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  // Scaled and one-hot ahead of the clock.
  const images = tf.tidy(() =>
    tf
      .tensor4d(data.images, [data.count, ...inputShape], 'int32')
      .toFloat()
      .div(255),
  );
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(Int32Array.from(data.labels), 'int32'), classes).toFloat());
  const perEpoch = data.count / batchSize;
  const fitting = { batchSize, epochs: 1, shuffle: true, verbose: 0 };
  const train = async (steps: number): Promise<{ kind: 'round'; images: number }> => {
    for (let done = 0; done < steps;) {
      const count = Math.min(perEpoch, steps - done);
      const some =
        count === perEpoch
          ? [images, labels]
          : [images.slice(0, count * batchSize), labels.slice(0, count * batchSize)];
      await model.fit(some[0] ?? images, some[1] ?? labels, fitting);
      if (count !== perEpoch) tf.dispose(some);
      done += count;
    }
    return { kind: 'round', images: steps * batchSize };
  };
  await train(warmup);
  await serve(`tfjs ${tf.version_core}`, train);
}

function stockModel(tf: Tf, network: Network): LayersModel {
  const { logits, variables } = buildModel(tf, network, { seed: 1, step: 0 });
  for (const [path, values] of initialWeights(network, 1)) {
    const variable = variables.get(path);
    if (variable === undefined) throw new Error(`The stock model has no weight ${path}.`);
    tf.tidy(() => {
      variable.write(tf.tensor(values, variable.shape as number[]));
    });
  }
  const output = logits.outputs[0];
  if (output === undefined) throw new Error('The stock model has no output.');
  return tf.model({ inputs: logits.inputs, outputs: tf.layers.softmax({}).apply(output) as SymbolicTensor });
}

void main();

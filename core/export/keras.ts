import { hdf5 } from './hdf5.ts';
import type { Kernel } from './kernels.ts';
import { kerasPaths } from './keras-order.ts';
import { stockLayers, type StockLayer } from './stock-layers.ts';
import { modelFacts, textBytes, type ExportFile, type TrainedNetwork } from './trained-network.ts';
import { zip } from './zip.ts';

/** The Keras whose way of saving this is. Later ones read it too. */
const kerasVersion = '3.0.0';

/** Keras 3's own format, `.keras`, of stock layers alone: `keras.models.load_model` loads it, and it can be trained on. */
export async function kerasFiles(model: TrainedNetwork): Promise<readonly ExportFile[]> {
  const layers = stockLayers(model, 'keras');
  const paths = kerasPaths(layers);
  const arrays = new Map<string, Kernel>();
  for (const { name, weights } of layers)
    for (const [index, weight] of weights.entries())
      arrays.set(`${paths.get(name) ?? ''}/vars/${String(index)}`, weight);
  const json = (document: unknown): Uint8Array => textBytes(JSON.stringify(document));
  const archive = zip({
    'metadata.json': json({ keras_version: kerasVersion, ...modelFacts(model) }),
    'config.json': json(configOf(layers)),
    'model.weights.h5': await hdf5(arrays),
  });
  return [{ path: '', pieces: [archive] }];
}

function configOf(layers: readonly StockLayer[]): object {
  const shapes = new Map(layers.map(({ name, output }) => [name, [null, ...output]]));
  const tensor = (name: string): object => ({
    class_name: '__keras_tensor__',
    config: { shape: shapes.get(name), dtype: 'float32', keras_history: [name, 0, 0] },
  });
  const called = (inputs: readonly string[]): object => {
    const tensors = inputs.map(tensor);
    return { args: [tensors.length === 1 ? tensors[0] : tensors], kwargs: {} };
  };
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'model',
      trainable: true,
      layers: layers.map(({ name, className, config, inputs }) => ({
        module: 'keras.layers',
        class_name: className,
        config: { name, ...config },
        registered_name: null,
        name,
        inbound_nodes: inputs.length === 0 ? [] : [called(inputs)],
      })),
      input_layers: [layers[0]?.name, 0, 0],
      output_layers: [layers[layers.length - 1]?.name, 0, 0],
    },
    registered_name: 'Functional',
  };
}

import { stockLayers, type StockLayer } from './stock-layers.ts';
import { bytesOf, modelFacts, textBytes, type ExportFile, type TrainedNetwork } from './trained-network.ts';

/** As tfjs' own converter cuts them: browsers keep files up to this size in their caches. */
const shardBytes = 4 * 2 ** 20;

/** tfjs Layers: `model.json` and the weights in shards, which `tf.loadLayersModel` loads in a browser without further code. */
export function tfjsFiles(model: TrainedNetwork): readonly ExportFile[] {
  const layers = stockLayers(model, 'tfjs');
  const weights = layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ ...weight, name: `${layer.name}/${weight.name}` })),
  );
  const shards = cut(weights.map(({ values }) => bytesOf(values)));
  const paths = shards.map((_, at) => `group1-shard${String(at + 1)}of${String(shards.length)}.bin`);
  const document = {
    format: 'layers-model',
    generatedBy: 'Blockyard',
    convertedBy: null,
    modelTopology: topology(layers),
    weightsManifest: [{ paths, weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) }],
    userDefinedMetadata: modelFacts(model),
  };
  return [
    { path: 'model.json', pieces: [textBytes(`${JSON.stringify(document)}\n`)] },
    ...shards.map((pieces, at) => ({ path: paths[at] ?? '', pieces })),
  ];
}

function topology(layers: readonly StockLayer[]): object {
  const [first] = layers;
  const last = layers[layers.length - 1];
  return {
    class_name: 'Model',
    config: {
      name: 'model',
      layers: layers.map(({ name, className, config, inputs }) => ({
        class_name: className,
        config: { name, trainable: true, ...config },
        name,
        inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
      })),
      input_layers: [[first?.name, 0, 0]],
      output_layers: [[last?.name, 0, 0]],
    },
  };
}

/** All bytes in a row, cut into shards of equal size, the last one apart. */
function cut(arrays: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const shards: Uint8Array[][] = [[]];
  let room = shardBytes;
  for (const array of arrays) {
    for (let from = 0; from < array.length;) {
      if (room === 0) {
        shards.push([]);
        room = shardBytes;
      }
      const part = array.subarray(from, from + room);
      shards[shards.length - 1]?.push(part);
      from += part.length;
      room -= part.length;
    }
  }
  return shards;
}

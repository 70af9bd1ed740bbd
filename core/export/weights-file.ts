import { serializeArchitecture } from '../model/index.ts';
import { encodeSafetensors, type FileTensor } from './safetensors.ts';
import { modelFacts, valuesOf, type ExportFile, type TrainedNetwork } from './trained-network.ts';

/** The weights as safetensors, by weight path, with the network's document and its classes among the file's facts. */
export function weightsFiles(model: TrainedNetwork): readonly ExportFile[] {
  const tensors = new Map<string, FileTensor>();
  for (const weight of model.network.layers.flatMap((layer) => layer.weights))
    tensors.set(weight.path, { shape: weight.shape, data: valuesOf(model, weight) });
  const metadata = {
    format: 'blockyard.weights',
    ...modelFacts(model),
    architecture: serializeArchitecture(model.architecture),
  };
  return [{ path: '', pieces: encodeSafetensors({ metadata, tensors }) }];
}

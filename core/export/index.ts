export { exportFiles } from './formats.ts';
export { checkPlace, stage } from './place.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  readTensorShapes,
  type FileTensor,
  type TensorShapes,
} from './safetensors.ts';
export { inputName, outputName, type TrainedNetwork } from './trained-network.ts';

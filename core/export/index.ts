export { exportFiles } from './formats.ts';
export { checkPlace, stage } from './place.ts';
export { decodeSafetensors, encodeSafetensors, type FileTensor } from './safetensors.ts';
export { inputName, outputName, type TrainedNetwork } from './trained-network.ts';

import { countParameters } from '../model/index.ts';
import type { ExportFormat } from '../protocol/export.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { kerasFiles } from './keras.ts';
import { onnxFiles } from './onnx.ts';
import { pythonFiles } from './python.ts';
import { savedModelFiles } from './saved-model.ts';
import { tfjsFiles } from './tfjs.ts';
import type { ExportFile, TrainedNetwork } from './trained-network.ts';
import { weightsFiles } from './weights-file.ts';

type Writer = (model: TrainedNetwork) => readonly ExportFile[] | Promise<readonly ExportFile[]>;

const writers: Readonly<Record<ExportFormat, Writer>> = {
  safetensors: weightsFiles,
  savedmodel: savedModelFiles,
  keras: kerasFiles,
  onnx: onnxFiles,
  tfjs: tfjsFiles,
  python: pythonFiles,
};

/** Protocol buffers end at 2 GB; some room is for what is not weights. */
const mostProtobufBytes = 2 ** 31 - 2 ** 24;

const ofProtobuf: readonly ExportFormat[] = ['savedmodel', 'onnx'];

function checkSize({ network, architecture }: TrainedNetwork, format: ExportFormat): void {
  const bytes = 4 * countParameters(network).total;
  if (!ofProtobuf.includes(format) || bytes <= mostProtobufBytes) return;
  const gigabytes = Number((bytes / 2 ** 30).toFixed(1));
  throw new BlockyardError('export-too-large', { name: architecture.name, gigabytes, format });
}

/**
 * A trained network in one of the formats. Equal networks with equal weights give equal bytes.
 * @throws BlockyardError `export-too-large`
 */
export async function exportFiles(model: TrainedNetwork, format: ExportFormat): Promise<readonly ExportFile[]> {
  checkSize(model, format);
  return writers[format](model);
}

import { parseArchitecture } from '../../model/index.ts';
import { checkPlace, exportFiles, stage, type TrainedNetwork } from '../../export/index.ts';
import type { Exported, ExportOrder } from '../../protocol/export.ts';
import { architectureProblem } from '../../protocol/architecture-problem.ts';
import type { RunSpec } from '../../protocol/run-spec.ts';
import type { Inference } from '../inference/inference.ts';
import type { TrainedModel } from '../inference/trained-model.ts';
import { checkExport } from './check-export.ts';

interface ExportOptions {
  readonly model: TrainedModel;
  /** Of the model. */
  readonly inference: Inference;
  readonly spec: RunSpec;
  /** The library, for the images to try the export on. */
  readonly home: string;
  readonly order: ExportOrder;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Exports a trained model, tries what was written where something here can apply it, and puts it in its place.
 * @throws BlockyardError `export-exists`, `export-occupied`, `export-too-large`, `no-space`, `not-writable`
 */
export async function exportModel(options: ExportOptions): Promise<Exported> {
  const { model, inference, spec, home, order, onProgress } = options;
  const { format, place } = order;
  const steps = 3;
  await checkPlace(order);
  const files = await exportFiles(trainedNetwork(model, spec), format);
  onProgress(1, steps);
  const staged = await stage(order, files);
  try {
    onProgress(2, steps);
    const check = await checkExport({ path: staged.path, format, model, inference, dataset: spec.data.dataset, home });
    await checkPlace(order);
    await staged.commit();
    onProgress(3, steps);
    return { format, place, bytes: staged.bytes, files: files.map(({ path }) => path), epoch: model.epoch, check };
  } finally {
    await staged.discard().catch(() => undefined);
  }
}

function trainedNetwork({ network, weights, classes }: TrainedModel, spec: RunSpec): TrainedNetwork {
  const architecture = parseArchitecture(spec.architecture);
  if (!architecture.ok) throw architectureProblem(spec.name, architecture.error);
  return { network, weights, classes, architecture: architecture.value };
}

import { choosePositions, openReader, type DatasetReader } from '../../data/index.ts';
import { sizeOf } from '../../model/shape.ts';
import type { DatasetPart } from '../../protocol/dataset-library.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { RunSpec } from '../../protocol/run-spec.ts';
import type { Evaluation, EvaluationData, Outcomes } from '../../protocol/trained-model.ts';
import type { Inference } from './inference.ts';
import type { TrainedModel } from './trained-model.ts';

/** Bytes of images that are read at a time. */
const sliceBytes = 16 * 2 ** 20;

interface EvaluateOptions {
  readonly model: TrainedModel;
  readonly inference: Inference;
  readonly spec: RunSpec;
  readonly data: EvaluationData;
  /** The library with the dataset. */
  readonly home: string;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * What a model makes of every image of a set.
 * @throws BlockyardError `evaluation-size`, `evaluation-classes`, `evaluation-empty`, and those of the dataset
 */
export async function evaluateModel(options: EvaluateOptions): Promise<Evaluation> {
  const { model, inference, spec, data, home, onProgress } = options;
  const dataset = (data.kind === 'dataset' ? data.dataset : undefined) ?? spec.data.dataset;
  const reader = await openReader(dataset, home);
  try {
    const classOf = matchClasses(model, reader);
    const { part, positions } = chooseImages(reader, data, spec);
    const total = positions.length;
    if (total === 0) throw new BlockyardError('evaluation-empty', { name: reader.summary.title });
    const outcomes = emptyOutcomes(total);
    const size = sizeOf(model.network.input);
    const slice = Math.max(inference.batch, Math.min(1024, Math.floor(sliceBytes / size)));
    for (let at = 0; at < total; at += slice) {
      const indices = positions.subarray(at, at + slice);
      const images = await reader.read(part, indices);
      const probabilities = await inference.predict(images, indices.length);
      const labels = Uint16Array.from(indices, (index) => classOf[reader.labels[part][index] ?? 0] ?? 0);
      enterOutcomes(outcomes, at, { indices, labels, probabilities, classes: model.classes.length });
      onProgress(Math.min(total, at + slice), total);
    }
    const { backend, device } = inference;
    return { classes: [...model.classes], dataset, part, outcomes, backend, device, epoch: model.epoch };
  } finally {
    await reader.close();
  }
}

/** The model's class index of each class of a dataset, whose classes may be in another order. */
function matchClasses({ network, classes }: TrainedModel, { summary }: DatasetReader): Uint16Array {
  if (summary.shape.join() !== network.input.join())
    throw new BlockyardError('evaluation-size', {
      name: summary.title,
      found: summary.shape.join('x'),
      wanted: network.input.join('x'),
    });
  const places = summary.classes.map((name) => classes.indexOf(name));
  if (new Set(places).size === classes.length && !places.includes(-1)) return Uint16Array.from(places);
  throw new BlockyardError('evaluation-classes', {
    name: summary.title,
    found: shortList(summary.classes),
    wanted: shortList(classes),
  });
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown}, … (${String(names.length)})` : shown;
}

function chooseImages(
  reader: DatasetReader,
  data: EvaluationData,
  spec: RunSpec,
): { readonly part: DatasetPart; readonly positions: Uint32Array } {
  if (data.kind === 'dataset') {
    const { part } = data;
    return { part, positions: Uint32Array.from(reader.labels[part], (_, index) => index) };
  }
  const chosen = choosePositions(reader.summary.name, reader.labels, spec.data, spec.recipe.seed);
  return data.kind === 'validation' ? chosen.validation : chosen.train;
}

function emptyOutcomes(count: number): Outcomes {
  return {
    index: new Uint32Array(count),
    label: new Uint16Array(count),
    predicted: new Uint16Array(count),
    confidence: new Float32Array(count),
    truth: new Float32Array(count),
    rank: new Uint16Array(count),
  };
}

interface Slice {
  readonly indices: Uint32Array;
  readonly labels: Uint16Array;
  /** [indices, classes]. */
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** Enters images from place `from` on. Of classes with equal probabilities the first is predicted, and ranks first. */
export function enterOutcomes(
  outcomes: Outcomes,
  from: number,
  { indices, labels, probabilities, classes }: Slice,
): void {
  outcomes.index.set(indices, from);
  outcomes.label.set(labels, from);
  for (let image = 0; image < indices.length; image += 1) {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    const label = labels[image] ?? 0;
    const truth = row[label] ?? 0;
    let best = 0;
    let rank = 0;
    for (let index = 0; index < classes; index += 1) {
      const value = row[index] ?? 0;
      if (value > (row[best] ?? 0)) best = index;
      if (value > truth || (value === truth && index < label)) rank += 1;
    }
    outcomes.predicted[from + image] = best;
    outcomes.confidence[from + image] = row[best] ?? 0;
    outcomes.truth[from + image] = truth;
    outcomes.rank[from + image] = rank;
  }
}

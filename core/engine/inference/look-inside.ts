import { isImageShape, sizeOf } from '../../model/shape.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { ModelInside, TensorStatistics, TensorValues } from '../../protocol/trained-model.ts';
import type { Inference } from './inference.ts';
import type { TrainedModel } from './trained-model.ts';

/** Parts of a histogram. */
const parts = 48;
/** Of the outputs of one answer, bytes. */
const mostBytes = 64 * 2 ** 20;

/** The layers of a model, with figures of every weight. */
export function modelInside({ network, classes, weights }: TrainedModel): ModelInside {
  const { input } = network;
  if (!isImageShape(input)) throw new Error('A network takes images.');
  return {
    classes: [...classes],
    input: [...input],
    layers: network.layers.map(({ name, op, inputs, output, weights: specs }, index) => ({
      index,
      name,
      kind: op.kind === 'activation' ? op.function : op.kind,
      inputs: [...inputs],
      output: [...output],
      weights: specs.map(({ path, role, shape, trainable }) => ({
        path,
        role,
        shape: [...shape],
        trainable,
        statistics: statisticsOf(weights.get(path) ?? new Float32Array()),
      })),
    })),
  };
}

/** @throws BlockyardError `model-layer` */
export function weightValues({ network, weights }: TrainedModel, path: string): TensorValues {
  const spec = network.layers.flatMap((layer) => layer.weights).find((weight) => weight.path === path);
  const values = weights.get(path);
  if (spec === undefined || values === undefined) throw new BlockyardError('model-layer', { layer: path });
  // What crosses to another process is all of the buffer behind an array.
  return { shape: [...spec.shape], values: values.slice() };
}

/**
 * What layers make of a picture of the model's size, 0..255.
 * @throws BlockyardError `model-pixels`, `model-layer`
 */
export async function featureMaps(
  { model: { network }, inference }: { readonly model: TrainedModel; readonly inference: Inference },
  { pixels, layers }: { readonly pixels: Uint8Array; readonly layers: readonly number[] },
): Promise<TensorValues[]> {
  checkPixels(pixels, network.input);
  const shapes = layers.map((index) => {
    const layer = network.layers[index];
    if (layer === undefined) throw new BlockyardError('model-layer', { layer: index });
    return [...layer.output];
  });
  if (shapes.reduce((sum, shape) => sum + 4 * sizeOf(shape), 0) > mostBytes)
    throw new BlockyardError('model-layer', { layer: network.layers[layers[0] ?? 0]?.name ?? '' });
  const outputs = await inference.outputs(pixels, layers);
  return outputs.map((values, at) => ({ shape: shapes[at] ?? [], values: new Float32Array(values) }));
}

/** @throws BlockyardError `model-pixels` */
export function checkPixels(pixels: Uint8Array, input: readonly number[]): void {
  if (pixels.length !== sizeOf(input)) throw new BlockyardError('model-pixels', { wanted: input.join('x'), count: 1 });
}

export function statisticsOf(values: Float32Array): TensorStatistics {
  let [least, largest, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
    if (value === 0) zeros += 1;
    sum += value;
  }
  const count = Math.max(1, values.length);
  const mean = sum / count;
  const histogram = Array<number>(parts).fill(0);
  const scale = largest > least ? parts / (largest - least) : 0;
  let squares = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    const part = Math.min(parts - 1, Math.floor((value - least) * scale));
    histogram[part] = (histogram[part] ?? 0) + 1;
  }
  return { least, largest, mean, deviation: Math.sqrt(squares / count), zeros: zeros / count, histogram };
}

import { readFile } from 'node:fs/promises';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { openReader } from '../../data/index.ts';
import { decodeSafetensors, inputName, outputName } from '../../export/index.ts';
import { randomStream, sizeOf, type Network } from '../../model/index.ts';
import { checkedImages, type ExportCheck, type ExportFormat } from '../../protocol/export.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import { Session } from '../compiled/session.ts';
import type { Inference } from '../inference/inference.ts';
import { openInference } from '../inference/open-inference.ts';
import type { TrainedModel } from '../inference/trained-model.ts';
import { bindingOf, loadTensorFlow } from '../tensorflow.ts';

interface CheckOptions {
  /** Of the file or folder that was written. */
  readonly path: string;
  readonly format: ExportFormat;
  readonly model: TrainedModel;
  /** Of the model. */
  readonly inference: Inference;
  readonly dataset: string;
  readonly home: string;
}

interface Images {
  /** [count, height, width, channels], 0..255. */
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly source: Extract<ExportCheck, { kind: 'applied' }>['source'];
}

/** Applies what was written to images, and gives the probabilities, with the name of what applied it. */
type Apply = (
  options: CheckOptions,
  images: Images,
) => Promise<{ readonly runtime: string; readonly probabilities: Float32Array }>;

/** The formats that something here reads. The others are for programs in Python. */
const readers: Partial<Record<ExportFormat, Apply>> = {
  safetensors: applyWeights,
  savedmodel: applySavedModel,
  tfjs: applyLayers,
};

const absent: Partial<Record<ExportFormat, string>> = { keras: 'Keras', python: 'Keras', onnx: 'ONNX Runtime' };

/** Tries an export on images of the run's dataset, where something here can apply it. */
export async function checkExport(options: CheckOptions): Promise<ExportCheck> {
  const { format, model, inference, dataset, home } = options;
  const apply = readers[format];
  if (apply === undefined) return { kind: 'none', reader: absent[format] ?? '' };
  const images = await imagesOf(dataset, home, model.network);
  const expected = await inference.predict(images.bytes, images.count);
  try {
    const { runtime, probabilities } = await apply(options, images);
    const { count, source } = images;
    return {
      kind: 'applied',
      runtime,
      images: count,
      source,
      largestDifference: largestDifference(expected, probabilities),
    };
  } catch (error) {
    if (error instanceof BlockyardError && error.problem.code === 'backend-unavailable')
      return { kind: 'none', reader: 'TensorFlow' };
    throw error;
  }
}

/** The first images of the test set, or of the training set where there is none; where the dataset is gone or another one, noise. */
async function imagesOf(dataset: string, home: string, { input }: Network): Promise<Images> {
  try {
    const reader = await openReader(dataset, home);
    try {
      const source = reader.labels.test.length > 0 ? 'test' : 'train';
      const count = Math.min(checkedImages, reader.labels[source].length);
      if (count > 0 && reader.summary.shape.join() === input.join()) {
        const bytes = await reader.read(
          source,
          Uint32Array.from({ length: count }, (_, index) => index),
        );
        return { bytes, count, source };
      }
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!(error instanceof BlockyardError)) throw error;
  }
  const uniform = randomStream(0, 'export');
  const bytes = Uint8Array.from({ length: checkedImages * sizeOf(input) }, () => Math.floor(uniform() * 256));
  return { bytes, count: checkedImages, source: 'random' };
}

/** A NaN, on one side alone, is as far as can be. */
function largestDifference(expected: Float32Array, found: Float32Array): number {
  if (expected.length !== found.length) return 1;
  let largest = 0;
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs(value - (found[index] ?? NaN));
    largest = Math.max(largest, Number.isNaN(difference) ? 1 : difference);
  }
  return largest;
}

async function applyWeights({ path, model, inference }: CheckOptions, { bytes, count }: Images): ReturnType<Apply> {
  const { tensors } = decodeSafetensors(await readFile(path), path);
  const weights = new Map([...tensors].map(([key, { data }]) => [key, data]));
  const again = await openInference({ network: model.network, weights }, inference.backend);
  try {
    return { runtime: 'Blockyard', probabilities: await again.predict(bytes, count) };
  } finally {
    again.dispose();
  }
}

async function applySavedModel({ path, model }: CheckOptions, images: Images): ReturnType<Apply> {
  const binding = bindingOf(await loadTensorFlow());
  const session = Session.open(binding, path);
  try {
    const call = { inputNames: `${inputName}:0`, outputNames: `${outputName}:0` };
    const probabilities = await inBatches(model.network, images, (values, shape) => {
      const [given] = session.run(call, [{ shape, values }]);
      return given instanceof Float32Array ? given : new Float32Array();
    });
    return { runtime: `TensorFlow ${binding.TF_Version ?? ''}`.trim(), probabilities };
  } finally {
    session.close();
  }
}

async function applyLayers({ path, model }: CheckOptions, images: Images): ReturnType<Apply> {
  const tf = await loadTensorFlow();
  const loaded: LayersModel = await tf.loadLayersModel(`file://${path}/model.json`);
  try {
    const probabilities = await inBatches(model.network, images, async (values, shape) => {
      const output = tf.tidy(() => loaded.predict(tf.tensor(values, shape)) as Tensor);
      const given = await output.data<'float32'>();
      output.dispose();
      return given;
    });
    return { runtime: `TensorFlow.js ${tf.version['tfjs-layers']}`, probabilities };
  } finally {
    loaded.dispose();
  }
}

type Predict = (values: Float32Array, shape: number[]) => Float32Array | Promise<Float32Array>;

async function inBatches({ input, classes }: Network, images: Images, predict: Predict): Promise<Float32Array> {
  const size = sizeOf(input);
  const batch = 20;
  const probabilities = new Float32Array(images.count * classes);
  for (let from = 0; from < images.count; from += batch) {
    const count = Math.min(batch, images.count - from);
    const bytes = images.bytes.subarray(from * size, (from + count) * size);
    const values = Float32Array.from(bytes, (value) => value / 255);
    probabilities.set(await predict(values, [count, ...input]), from * classes);
    // Kernels hold the process up; between them it shows that it lives.
    await new Promise((resume) => setImmediate(resume));
  }
  return probabilities;
}

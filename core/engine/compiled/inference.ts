import { compileInference, type CompiledInference } from '../../compiler/compile-inference.ts';
import { tensorName, type Tensor } from '../../compiler/graph.ts';
import { sizeOf } from '../../model/shape.ts';
import { batchFor, type Inference, type InferenceInput } from '../inference/inference.ts';
import { bindingOf, describeDevice, loadTensorFlow } from '../tensorflow.ts';
import { prepareCall, Session } from './session.ts';

/** Pictures of one call: enough to keep every thread busy. */
const mostAtOnce = 128;

/**
 * Compiles a network to a TensorFlow graph that applies it, and loads it into a session.
 * @throws BlockyardError `backend-unavailable` without native TensorFlow.
 */
export async function openCompiledInference(input: InferenceInput): Promise<Inference> {
  const binding = bindingOf(await loadTensorFlow());
  const compiled = compileInference(input.network);
  const session = await Session.load(binding, compiled.savedModel);
  try {
    writeWeights(session, compiled, input.weights);
  } catch (error) {
    session.close();
    throw error;
  }
  const { network } = input;
  const predictCall = prepareCall(compiled.predict);
  const batch = batchFor(network, mostAtOnce);
  const picture = (values: Uint8Array, count = 1) => ({ shape: [count, ...network.input], values });
  const fetch = (tensors: readonly Tensor[]) => ({ outputNames: tensors.map(tensorName).join(',') });

  return {
    backend: 'compiled',
    device: describeDevice(binding),
    batch,
    predict: async (images, count) => {
      const perImage = sizeOf(network.input);
      const probabilities = new Float32Array(count * network.classes);
      for (let begin = 0; begin < count; begin += batch) {
        const end = Math.min(begin + batch, count);
        const [part] = session.run(predictCall, [
          picture(images.subarray(begin * perImage, end * perImage), end - begin),
        ]);
        probabilities.set(part ?? [], begin * network.classes);
        // Between two calls, which are synchronous, the process hears what else it is told.
        await new Promise((resume) => setImmediate(resume));
      }
      return probabilities;
    },
    outputs: (image, layers) => {
      const tensors = layers.map((layer) => at(compiled.outputs, layer));
      const call = { inputNames: tensorName(compiled.images), ...fetch(tensors) };
      return Promise.resolve(session.run(call, [picture(image)]).map(floats));
    },
    scoreGradient: (image, layer, classIndex) => {
      const gradientTensor = at(compiled.scoreGradients, layer);
      const inputNames = [compiled.images, compiled.scoreWeights].map(tensorName).join(',');
      const oneHot = new Float32Array(network.classes);
      oneHot[classIndex] = 1;
      const [output, gradient] = session
        .run({ inputNames, ...fetch([at(compiled.outputs, layer), gradientTensor]) }, [
          picture(image),
          { shape: [1, network.classes], values: oneHot },
        ])
        .map(floats);
      return Promise.resolve({ output: output ?? new Float32Array(), gradient: gradient ?? new Float32Array() });
    },
    dispose: () => {
      session.close();
    },
  };
}

function writeWeights(
  session: Session,
  { write, state }: CompiledInference,
  weights: ReadonlyMap<string, Float32Array>,
): void {
  const feeds = state.map(({ key, shape }) => {
    const values = weights.get(key);
    if (values?.length !== sizeOf(shape)) throw new Error(`The value of ${key} is missing or has another size.`);
    return { shape: [...shape], values };
  });
  session.run(prepareCall(write), feeds);
}

function at(tensors: readonly (Tensor | undefined)[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`Layer ${String(index)} gives no such tensor.`);
  return tensor;
}

function floats(values: Float32Array | Int32Array | Uint8Array): Float32Array {
  if (!(values instanceof Float32Array)) throw new Error('The session gave values of another type.');
  return values;
}

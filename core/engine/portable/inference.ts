import type { Tensor } from '@tensorflow/tfjs';
import { sizeOf } from '../../model/shape.ts';
import { batchFor, type Inference, type InferenceInput } from '../inference/inference.ts';
import { openPortableBackend, type PortableBackend } from './backend.ts';
import { buildModel } from './build-model.ts';

/** Pictures of one forward pass at most. Few in plain JavaScript, which hears nothing during a pass. */
const mostAtOnce = { webgpu: 128, oracle: 128, js: 8 } as const satisfies Record<PortableBackend, number>;

/**
 * Applies a network as a tfjs LayersModel: slower than the compiled graph, but wherever tfjs runs.
 * @throws BlockyardError `backend-unavailable`.
 */
export async function openPortableInference(
  { network, weights }: InferenceInput,
  backend: PortableBackend,
): Promise<Inference> {
  const { tf, device, activate } = await openPortableBackend(backend);
  const model = buildModel(tf, network, { seed: 0, step: 0 });
  for (const { path, shape } of network.layers.flatMap((layer) => layer.weights)) {
    const value = weights.get(path);
    const target = model.variables.get(path)?.['val'];
    if (value?.length !== sizeOf(shape) || target === undefined)
      throw new Error(`The value of ${path} is missing or has another size.`);
    tf.tidy(() => target.assign(tf.tensor(value.slice(), [...shape], 'float32')));
  }
  const batch = batchFor(network, mostAtOnce[backend]);
  const perImage = sizeOf(network.input);

  function pictures(images: Uint8Array, count: number): Tensor {
    return tf.tensor(
      Float32Array.from(images, (value) => value / 255),
      [count, ...network.input],
      'float32',
    );
  }

  /** Outputs of all layers, the picture itself first. */
  function everyOutput(image: Uint8Array): Tensor[] {
    const x = pictures(image, 1);
    const outputs = model.everyLayer.apply(x, { training: false }) as Tensor | Tensor[];
    return [x, ...(Array.isArray(outputs) ? outputs : [outputs])];
  }

  async function read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    const values = await Promise.all(tensors.map(async (tensor) => (await tensor.data()).slice() as Float32Array));
    tf.dispose([...tensors]);
    return values;
  }

  return {
    backend: backend === 'webgpu' ? 'webgpu' : 'js',
    device,
    batch,
    async predict(images, count) {
      const probabilities = new Float32Array(count * network.classes);
      for (let begin = 0; begin < count; begin += batch) {
        await activate();
        const size = Math.min(batch, count - begin);
        const output = tf.tidy(() =>
          tf.softmax(
            model.logits.apply(pictures(images.subarray(begin * perImage, (begin + size) * perImage), size), {
              training: false,
            }) as Tensor,
          ),
        );
        const [part] = await read([output]);
        probabilities.set(part ?? [], begin * network.classes);
        await new Promise((resume) => setImmediate(resume));
      }
      return probabilities;
    },
    async outputs(image, layers) {
      await activate();
      return read(tf.tidy(() => everyOutputOf(layers, everyOutput(image))));
    },
    async scoreGradient(image, layer, classIndex) {
      await activate();
      const [output, gradient] = await read(
        tf.tidy(() => {
          const outputs = everyOutput(image);
          const { value, grad } = tf.valueAndGrad((a: Tensor) =>
            model
              .scoresFrom(layer, a, outputs)
              .gather(tf.tensor1d([classIndex], 'int32'), 1)
              .sum(),
          )(at(outputs, layer));
          value.dispose();
          return [at(outputs, layer), grad];
        }),
      );
      return { output: output ?? new Float32Array(), gradient: gradient ?? new Float32Array() };
    },
    dispose: () => {
      model.dispose();
    },
  };
}

/** Each as a tensor of its own: a layer that does nothing hands its input on. */
function everyOutputOf(layers: readonly number[], outputs: readonly Tensor[]): Tensor[] {
  return layers.map((layer) => at(outputs, layer).clone());
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`There is no layer ${String(index)}.`);
  return tensor;
}

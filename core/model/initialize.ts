import type { Network, WeightSpec } from './network.ts';
import { sizeOf } from './shape.ts';
import { randomStream } from './random.ts';

/**
 * Initial values of every weight, keyed by weight path. A pure function of (seed, weight path, shape): both executors, on any machine, start
 * from the same numbers.
 */
export function initialWeights(network: Network, seed: number): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const layer of network.layers) {
    for (const weight of layer.weights) values.set(weight.path, initialValue(weight, seed));
  }
  return values;
}

function initialValue(weight: WeightSpec, seed: number): Float32Array {
  const value = new Float32Array(sizeOf(weight.shape));
  const uniform = randomStream(seed, weight.path);
  const { fanIn, fanOut } = fans(weight);
  switch (weight.initializer) {
    case 'zeros':
      return value;
    case 'ones':
      return value.fill(1);
    case 'glorotUniform': {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      for (let i = 0; i < value.length; i += 1) value[i] = (2 * uniform() - 1) * limit;
      return value;
    }
    case 'heNormal': {
      // Dividing by the deviation of a normal truncated at two restores the variance 2 / fanIn, as Keras' VarianceScaling does.
      const deviation = Math.sqrt(2 / fanIn) / 0.87962566103423978;
      for (let i = 0; i < value.length; i += 1) value[i] = truncatedNormal(uniform) * deviation;
      return value;
    }
  }
}

/** Receptive field size times channels in and out, as Keras' `compute_fans`. */
function fans(weight: WeightSpec): { fanIn: number; fanOut: number } {
  const { shape } = weight;
  const channelsIn = shape[shape.length - 2] ?? 1;
  const channelsOut = shape[shape.length - 1] ?? 1;
  const receptiveField = sizeOf(shape.slice(0, -2));
  return { fanIn: channelsIn * receptiveField, fanOut: channelsOut * receptiveField };
}

/** Standard normal by Box and Muller, drawn again beyond two deviations. */
function truncatedNormal(uniform: () => number): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const draw = radius * Math.cos(2 * Math.PI * uniform());
    if (Math.abs(draw) <= 2) return draw;
  }
}

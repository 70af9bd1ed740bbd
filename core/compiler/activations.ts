import type { ActivationFunction } from '../model/network.ts';
import { attribute, type Graph, type Tensor } from './graph.ts';
import * as ops from './ops.ts';

type Lowering = (g: Graph, x: Tensor, alpha: number) => Tensor;

const lowerings: Readonly<Record<ActivationFunction, Lowering>> = {
  linear: (_, x) => x,
  relu: (g, x) => ops.unary(g, 'Relu', x),
  relu6: (g, x) => ops.unary(g, 'Relu6', x),
  leakyRelu: (g, x, alpha) =>
    g.op('LeakyRelu', [x], [x.dtype, x.shape], {
      attributes: { T: attribute.type(x.dtype), alpha: attribute.float(alpha) },
    }),
  /** Clevert et al. 2016 (arXiv:1511.07289), eq. 15. TensorFlow's kernel is the one with alpha 1; others are put together from two halves. */
  elu: (g, x, alpha) => {
    if (alpha === 1) return ops.unary(g, 'Elu', x);
    const minusOne = ops.scalarLike(g, x, -1);
    const negative = ops.multiply(g, ops.unary(g, 'Relu', ops.multiply(g, x, minusOne)), minusOne);
    return ops.add(
      g,
      ops.unary(g, 'Relu', x),
      ops.multiply(g, ops.unary(g, 'Elu', negative), ops.scalarLike(g, x, alpha)),
    );
  },
  selu: (g, x) => ops.unary(g, 'Selu', x),
  /** Hendrycks & Gimpel 2016 (arXiv:1606.08415): x * (1 + erf(x / sqrt(2))) / 2, not its tanh approximation; Keras' and tfjs's default. */
  gelu: (g, x) => {
    const erf = ops.unary(g, 'Erf', ops.multiply(g, x, ops.scalarLike(g, x, Math.SQRT1_2)));
    const half = ops.scalarLike(g, x, 0.5);
    return ops.multiply(g, x, ops.add(g, ops.multiply(g, erf, half), half));
  },
  swish: (g, x) => ops.multiply(g, x, ops.unary(g, 'Sigmoid', x)),
  sigmoid: (g, x) => ops.unary(g, 'Sigmoid', x),
  tanh: (g, x) => ops.unary(g, 'Tanh', x),
  /** Over the last axis. */
  softmax: (g, x) => ops.unary(g, 'Softmax', x),
};

export function lowerActivation(g: Graph, x: Tensor, activation: ActivationFunction, alpha: number): Tensor {
  return lowerings[activation](g, x, alpha);
}

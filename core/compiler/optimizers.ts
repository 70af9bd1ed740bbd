import type { Optimizer, OptimizerKind } from '../protocol/recipe.ts';
import { attribute, type Attribute, type Graph, type GraphNode, type Tensor } from './graph.ts';
import * as ops from './ops.ts';
import { assignSubtract, read, type Variable } from './variables.ts';

/** Scalars of this step, float32. */
export interface StepScalars {
  readonly learningRate: Tensor;
  /** 1 at the first step. */
  readonly stepFromOne: Tensor;
}

interface UpdateInput {
  readonly variable: Variable;
  readonly gradient: Tensor;
  /** This variable's slots, in the order of `slotNames`. */
  readonly slots: readonly Variable[];
  /** Kernels only; biases and batch norm's parameters do not decay. */
  readonly decays: boolean;
}

type Update = (g: Graph, input: UpdateInput) => GraphNode;

interface Rule<O extends Optimizer> {
  /** Names of the values kept per weight, all zero at the start. */
  readonly slotNames: (optimizer: O) => readonly string[];
  /** Adds what all weights share, and returns how one weight is updated. */
  readonly prepare: (g: Graph, optimizer: O, step: StepScalars) => Update;
}

/** Update rules are those of Keras 3; TensorFlow's fused kernels compute them in one pass. */
const rules: { readonly [K in OptimizerKind]: Rule<Extract<Optimizer, { kind: K }>> } = {
  /** Without momentum: w -= lr * g. With: v = momentum * v - lr * g; w += v, or with Nesterov w += momentum * v - lr * g. */
  sgd: {
    slotNames: ({ momentum }) => (momentum === 0 ? [] : ['momentum']),
    prepare: (g, { momentum, nesterov }, { learningRate }) =>
      momentum === 0
        ? (_, { variable, gradient }) =>
            apply(g, 'ResourceApplyGradientDescent', [variable.handle, learningRate, gradient])
        : (_, { variable, gradient, slots }) =>
            apply(
              g,
              'ResourceApplyKerasMomentum',
              [variable.handle, ...handles(slots), learningRate, gradient, ops.float(g, momentum)],
              {
                use_nesterov: attribute.bool(nesterov),
              },
            ),
  },
  /** m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). */
  adam: { slotNames: () => ['m', 'v'], prepare: (g, optimizer, step) => prepareAdam(g, optimizer, step, 0) },
  /** Adam after w -= lr * weightDecay * w. */
  adamw: {
    slotNames: () => ['m', 'v'],
    prepare: (g, optimizer, step) => prepareAdam(g, optimizer, step, optimizer.weightDecay),
  },
  /** s = rho * s + (1 - rho) * g^2; v = momentum * v + lr * g / sqrt(s + epsilon); w -= v. */
  rmsprop: {
    slotNames: () => ['rms', 'momentum'],
    prepare:
      (g, { rho, momentum, epsilon }, { learningRate }) =>
      (_, { variable, gradient, slots }) =>
        apply(g, 'ResourceApplyRMSProp', [
          variable.handle,
          ...handles(slots),
          learningRate,
          ops.float(g, rho),
          ops.float(g, momentum),
          ops.float(g, epsilon),
          gradient,
        ]),
  },
};

function prepareAdam(
  g: Graph,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
  { learningRate, stepFromOne }: StepScalars,
  weightDecay: number,
): Update {
  const power1 = ops.binary(g, 'Pow', ops.float(g, beta1), stepFromOne);
  const power2 = ops.binary(g, 'Pow', ops.float(g, beta2), stepFromOne);
  const decay = weightDecay === 0 ? undefined : ops.multiply(g, learningRate, ops.float(g, weightDecay));
  return (_, { variable, gradient, slots, decays }) => {
    // The decay waits for the gradient, whose computation still reads the weight as it was.
    const decayed =
      decay && decays ? [assignSubtract(g, variable, ops.multiply(g, read(g, variable, [gradient.node]), decay))] : [];
    return apply(
      g,
      'ResourceApplyAdam',
      [
        variable.handle,
        ...handles(slots),
        power1,
        power2,
        learningRate,
        ops.float(g, beta1),
        ops.float(g, beta2),
        ops.float(g, epsilon),
        gradient,
      ],
      { use_nesterov: attribute.bool(false) },
      decayed,
    );
  };
}

function handles(variables: readonly Variable[]): readonly Tensor[] {
  return variables.map(({ handle }) => handle);
}

function apply(
  g: Graph,
  op: string,
  inputs: readonly Tensor[],
  attributes: Readonly<Record<string, Attribute>> = {},
  control: readonly GraphNode[] = [],
): GraphNode {
  return g.add(op, inputs, [], {
    control,
    attributes: { T: attribute.type('float32'), use_locking: attribute.bool(false), ...attributes },
  });
}

export function slotNames(optimizer: Optimizer): readonly string[] {
  return ruleOf(optimizer).slotNames(optimizer as never);
}

export function prepareOptimizer(g: Graph, optimizer: Optimizer, step: StepScalars): Update {
  return ruleOf(optimizer).prepare(g, optimizer as never, step);
}

/** The table pairs each kind with the rule for that kind, which the type of a lookup by a union cannot say. */
function ruleOf(optimizer: Optimizer): Rule<never> {
  return rules[optimizer.kind];
}

import { countParameters, findPreset, inferArchitecture, sizeOf, type Network } from '../core/model/index.ts';
import { recipeSchema, type Recipe } from '../core/protocol/recipe.ts';

/** What the step bench measures, on pictures of 32 x 32 x 3 in 10 classes. */
export const inputShape = [32, 32, 3] as const;
export const classes = 10;
export const batchSize = 32;
/** Pictures resident in memory: 256 batches to an epoch. */
export const datasetSize = 8192;

export const netNames = ['lenet5', 'inception10', 'resnet18'] as const;
export type NetName = (typeof netNames)[number];

interface Facts {
  readonly title: string;
  /** As counted by Keras; every contender's network must have exactly as many. */
  readonly params: number;
  /** Multiply-adds of one forward pass of one picture, as counted by Keras' layers. */
  readonly macs: number;
  /** Blockyard's rate must be at least this many times stock tfjs'. */
  readonly timesStock: number;
  /** Least part of the matrix-multiply peak, where there is a target. */
  readonly peakPart: number | undefined;
}

export const nets: Readonly<Record<NetName, Facts>> = {
  lenet5: { title: 'LeNet5', params: 62_006, macs: 651_720, timesStock: 6, peakPart: undefined },
  inception10: { title: 'InceptionNet10', params: 120_826, macs: 12_240_128, timesStock: 6, peakPart: undefined },
  resnet18: { title: 'ResNet18', params: 11_183_562, macs: 555_422_720, timesStock: 2.3, peakPart: 0.75 },
};

/** Blockyard's rate must be at least this many times the faster of Keras and PyTorch. */
export const timesPython = 1;

export function isNetName(name: string): name is NetName {
  return netNames.some((known) => known === name);
}

/** A new run's recipe, as all contenders train: Adam, rate 0.001, no schedule. */
export function benchRecipe(): Recipe {
  return recipeSchema.parse({ batchSize });
}

export interface Measured {
  readonly network: Network;
  /** Floating-point operations of one training step, per picture. */
  readonly flopPerImage: number;
}

/**
 * The network of a preset, checked against the table above.
 * @throws Error when its counts are others
 */
export function networkOf(name: NetName): Measured {
  const preset = findPreset(name);
  if (preset === undefined) throw new Error(`There is no preset ${name}.`);
  const { network, totals } = inferArchitecture(preset.architecture, { input: [...inputShape], classes });
  if (network === undefined) throw new Error(`The preset ${name} does not fit pictures of ${inputShape.join(' x ')}.`);
  const { total } = countParameters(network);
  const { params, macs } = nets[name];
  if (total !== params || totals.macs !== macs) {
    throw new Error(
      `${name} has ${total} parameters and ${totals.macs} multiply-adds where ${params} and ${macs} were expected.`,
    );
  }
  return { network, flopPerImage: trainingFlop(macs, firstConvolutionMacs(network)) };
}

function firstConvolutionMacs({ layers }: Network): number {
  const first = layers.find(({ op }) => op.kind === 'conv');
  const kernel = first?.weights.find(({ role }) => role === 'kernel');
  if (first === undefined || kernel === undefined) return 0;
  return sizeOf(first.output.slice(0, -1)) * sizeOf(kernel.shape);
}

/**
 * A multiply-add is two operations, and backward there are two products as costly as the forward one: the gradients of weights and of inputs.
 * Nobody needs the gradient of the first layer's input.
 */
export function trainingFlop(macs: number, firstLayerMacs: number): number {
  return 2 * (3 * macs - firstLayerMacs);
}

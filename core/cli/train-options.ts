import type { Command } from 'commander';
import type { Augmentation } from '../protocol/augmentation.ts';
import { BlockyardError } from '../protocol/problems.ts';
import {
  classWeightKinds,
  recipeSchema,
  type OptimizerKind,
  type Recipe,
  type ScheduleKind,
} from '../protocol/recipe.ts';
import { weightKinds } from '../protocol/transfer.ts';
import { backendChoices, type BackendChoice, type DataChoice } from '../protocol/run-spec.ts';
import { augmentation, blockIds, fold, number, word, wholeNumber, type Fold } from './arguments.ts';
import type { TransferOptions } from './transfer.ts';

/** What a run's settings are to be; what is left out stays as it is, or comes from the network's own recipe. */
export interface ChangeOptions {
  readonly data?: string;
  readonly epochs?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly optimizer?: OptimizerKind;
  readonly momentum?: number;
  readonly nesterov?: true;
  readonly weightDecay?: number;
  readonly schedule?: ScheduleKind;
  readonly warmup?: number;
  readonly labelSmoothing?: number;
  readonly l2?: number;
  readonly classWeights?: Recipe['classWeights'];
  readonly augment?: Augmentation;
  readonly recordLayers?: number;
  readonly seed?: number;
  readonly limit?: number;
  readonly valSplit?: number;
  readonly fold?: Fold;
  readonly name?: string;
  readonly backend?: BackendChoice;
}

export interface TrainOptions extends ChangeOptions, TransferOptions {
  readonly data: string;
  readonly backend: BackendChoice;
}

const optimizerKinds = ['sgd', 'adam', 'adamw', 'rmsprop'] as const satisfies readonly OptimizerKind[];
const scheduleKinds = ['constant', 'step', 'cosine', 'oneCycle'] as const satisfies readonly ScheduleKind[];

/** A first rate to try where the optimizer is named and the rate is not; the adaptive ones keep the recipe's. */
const sgdRate = 0.05;

export function addTrainOptions(command: Command): Command {
  return addChangeOptions(command)
    .option('--from <run or file>', 'begin with the weights of a trained run, or of a .safetensors file')
    .option('--from-weights <which>', 'those of its best epoch, or those it ended with: best, last', word(weightKinds))
    .option(
      '--freeze <ids>',
      'blocks that training leaves as they are, with commas; all-but-head: all but the last with weights',
      blockIds,
    )
    .option('--fresh <ids>', 'blocks that begin anew although trained weights fit', blockIds)
    .setOptionValueWithSource('data', 'mnist', 'default')
    .setOptionValueWithSource('backend', 'auto', 'default');
}

/** The same, without what is taken where nothing is said. */
export function addChangeOptions(command: Command): Command {
  return command
    .option('--data <name>', 'dataset; the usual is mnist')
    .option('--epochs <number>', 'passes over the training images', wholeNumber({ min: 1, max: 100_000 }))
    .option('--batch <number>', 'images in a step', wholeNumber({ min: 1, max: 65_536 }))
    .option('--lr <number>', 'learning rate', number({ min: 0, max: 1e6, open: true }))
    .option('--optimizer <name>', optimizerKinds.join(', '), word(optimizerKinds))
    .option('--momentum <number>', 'momentum of sgd or rmsprop', number({ min: 0, max: 1 }))
    .option('--nesterov', "Nesterov's momentum, for sgd")
    .option('--weight-decay <number>', 'decoupled weight decay of adamw', number({ min: 0, max: 1 }))
    .option('--schedule <name>', 'of the learning rate: constant, step, cosine, one-cycle', word(scheduleKinds))
    .option('--warmup <part>', 'part of the training over which the rate rises from 0', number({ min: 0, max: 1 }))
    .option('--label-smoothing <number>', 'softens the targets', number({ min: 0, max: 0.99 }))
    .option('--l2 <number>', 'l2 penalty on every kernel', number({ min: 0, max: 10 }))
    .option('--class-weights <kind>', 'none; balanced: classes with few images count more', word(classWeightKinds))
    .option('--augment <list>', 'varies the training images, such as flip,crop4,rotate15', augmentation)
    .option('--seed <number>', 'the same seed gives the same run', wholeNumber({ min: 0, max: 0xffff_ffff }))
    .option(
      '--record-layers <steps>',
      'record figures of every layer at every so many steps; 0: not',
      wholeNumber({ min: 0, max: 1_000_000 }),
    )
    .option(
      '--limit <number>',
      'train on the first N images and validate on the first N/5',
      wholeNumber({ min: 10, max: 1e9 }),
    )
    .option(
      '--val-split <part>',
      'validate on this part of the training images, not on the test set',
      number({ min: 0.01, max: 0.9 }),
    )
    .option('--fold <i/k>', 'validate on one of k equal parts of the training images, such as 1/5', fold)
    .option('--name <text>', 'name of the run')
    .option('--backend <name>', `${backendChoices.join(', ')}; the usual is auto`, word(backendChoices));
}

/**
 * The recipe that the options ask for.
 * @param base what is not given
 * @throws BlockyardError invalid-run-spec when an option does not go with the optimizer
 */
export function recipeOf(options: ChangeOptions, base: Recipe): Recipe {
  const kind = options.optimizer ?? base.optimizer.kind;
  refuse(
    options.momentum !== undefined && kind !== 'sgd' && kind !== 'rmsprop',
    '--momentum',
    `${kind} has no momentum to set; use --optimizer sgd or rmsprop`,
  );
  refuse(
    options.nesterov === true && kind !== 'sgd',
    '--nesterov',
    `it goes with --optimizer sgd, and this is ${kind}`,
  );
  refuse(
    options.weightDecay !== undefined && kind !== 'adamw',
    '--weight-decay',
    `it goes with --optimizer adamw, and this is ${kind}; for an l2 penalty use --l2`,
  );
  const optimizer = kind === base.optimizer.kind ? base.optimizer : { kind };
  const rate = kind === 'sgd' && base.optimizer.kind !== 'sgd' ? sgdRate : base.learningRate;
  return recipeSchema.parse({
    ...base,
    epochs: options.epochs ?? base.epochs,
    batchSize: options.batch ?? base.batchSize,
    learningRate: options.lr ?? rate,
    optimizer: {
      ...optimizer,
      ...(options.momentum !== undefined && { momentum: options.momentum }),
      ...(options.nesterov === true && { nesterov: true }),
      ...(options.weightDecay !== undefined && { weightDecay: options.weightDecay }),
    },
    schedule:
      options.schedule === undefined || options.schedule === base.schedule.kind
        ? base.schedule
        : { kind: options.schedule },
    warmup: options.warmup ?? base.warmup,
    labelSmoothing: options.labelSmoothing ?? base.labelSmoothing,
    l2: options.l2 ?? base.l2,
    classWeights: options.classWeights ?? base.classWeights,
    augmentation: options.augment ?? base.augmentation,
    layerFigures: options.recordLayers ?? base.layerFigures,
    seed: options.seed ?? base.seed,
  });
}

/** @throws BlockyardError invalid-run-spec where two ways to validate are asked for */
export function dataOf(options: TrainOptions): DataChoice {
  return changedData(options, { dataset: options.data, validation: { kind: 'test' } });
}

/** @param base what is not given. @throws BlockyardError invalid-run-spec where two ways to validate are asked for */
export function changedData({ data, limit, valSplit, fold: part }: ChangeOptions, base: DataChoice): DataChoice {
  refuse(valSplit !== undefined && part !== undefined, '--fold', 'it does not go with --val-split; choose one of them');
  return {
    ...base,
    ...(data !== undefined && { dataset: data }),
    ...(limit !== undefined && { limit }),
    ...((valSplit !== undefined || part !== undefined) && { validation: validationOf(valSplit, part) }),
  };
}

function validationOf(fraction: number | undefined, part: Fold | undefined): DataChoice['validation'] {
  if (part !== undefined) return { kind: 'fold', ...part };
  return fraction === undefined ? { kind: 'test' } : { kind: 'split', fraction };
}

function refuse(wrong: boolean, path: string, detail: string): void {
  if (wrong) throw new BlockyardError('invalid-run-spec', { path, detail });
}

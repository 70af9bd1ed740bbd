import { permutation } from '../model/random.ts';
import { countMultiplyAdds } from '../model/cost.ts';
import { countParameters } from '../model/network.ts';
import type { EngineEventBody } from '../protocol/engine.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { learningRateAt } from '../protocol/recipe.ts';
import {
  firstNonFinite,
  hashNetwork,
  hashWeights,
  readCheckpoint,
  writeCheckpoint,
  type Progress,
} from './checkpoint.ts';
import type { TrainingControl } from './control.ts';
import { batchesOf } from './batches.ts';
import { ImageStream, type EvaluationResult, type Executor } from './executor.ts';
import { describeLayers, roundedValues } from './layer-figures.ts';
import { machineHere } from './system-watch.ts';
import { MetricsBuffer } from './metrics.ts';
import type { PreparedRun } from './prepare.ts';
import { Stopwatch } from './stopwatch.ts';
import { weightsFile, type WeightKind } from '../protocol/transfer.ts';

export interface TrainerInput {
  readonly run: PreparedRun;
  readonly executor: Executor;
  /** The run's folder; weights go to its `weights/`. */
  readonly folder: string;
  readonly control: TrainingControl;
  readonly emit: (body: EngineEventBody) => void;
  readonly notice?: string | undefined;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Trains a run from its beginning, or from its `last` checkpoint, to its end or until it is told to stop. Which images a step sees, in which order and at
 * which rate, is a function of (recipe, step) alone: a run that was interrupted and continued is the same run.
 *
 * Emits every event from `ready` to `done`; problems are thrown as BlockyardError for the caller to report.
 */
export class Trainer {
  readonly #input: TrainerInput;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  readonly #networkHash: string;
  readonly #clock = new Stopwatch();
  readonly #metrics: MetricsBuffer;
  #progress: Progress = { epoch: 0, step: 0, lossSum: 0, correct: 0 };
  /** Where the last checkpoint on disk stands, undefined when there is none. */
  #saved: { readonly epoch: number; readonly step: number } | undefined;

  constructor(input: TrainerInput) {
    const { recipe, network, train } = input.run;
    this.#input = input;
    this.#stepsPerEpoch = Math.ceil(train.count / recipe.batchSize);
    this.#totalSteps = this.#stepsPerEpoch * recipe.epochs;
    this.#networkHash = hashNetwork(network);
    this.#metrics = new MetricsBuffer(input.emit, () => this.#clock.seconds);
  }

  /** For the facts of a problem. */
  get savedEpoch(): number {
    return this.#saved?.epoch ?? 0;
  }

  /**
   * @throws BlockyardError `non-finite-loss`, `checkpoint-corrupt`, `dataset-changed`, `dataset-lost` (the weights are saved first), `no-space`,
   * `not-writable`.
   */
  async train(): Promise<void> {
    const { run, control, emit } = this.#input;
    this.#emitReady();
    await this.#continue();
    if (run.transferred !== undefined && this.#saved === undefined)
      emit({ kind: 'log', level: 'info', message: run.transferred });
    try {
      while (this.#progress.epoch < run.recipe.epochs && control.ending === undefined) await this.#trainEpoch();
    } catch (error) {
      const isLost = error instanceof BlockyardError && error.problem.code === 'dataset-lost';
      if (isLost && this.#saved?.step !== this.#progress.step) await this.#saveUnfinished(await this.#finiteState());
      throw error;
    }
    this.#metrics.flush();
    const state = await this.#finiteState();
    const finished = this.#progress.epoch === run.recipe.epochs;
    if (this.#saved?.step !== this.#progress.step) await this.#saveUnfinished(state);
    if (control.ending === 'abandon' && !finished) return;
    emit({ kind: 'done', outcome: finished ? 'completed' : 'stopped', weightsHash: hashWeights(run.network, state) });
  }

  async #continue(): Promise<void> {
    const { run, executor, folder, emit } = this.#input;
    const checkpoint = await readCheckpoint(folder, 'last', run);
    if (checkpoint === undefined || checkpoint.facts.step === 0) return;
    const { epoch, step, lossSum, correct, bestAccuracy } = checkpoint.facts;
    await executor.writeState(checkpoint.state);
    this.#progress = { epoch, step, lossSum, correct, bestAccuracy };
    this.#saved = { epoch, step };
    emit({
      kind: 'log',
      level: 'info',
      message: `Continuing after step ${String(step)} of ${String(this.#totalSteps)}.`,
    });
  }

  #emitReady(): void {
    const { run, executor, notice, versions, emit } = this.#input;
    emit({
      kind: 'ready',
      backend: executor.backend,
      device: executor.device,
      ...(notice === undefined ? {} : { notice }),
      params: countParameters(run.network),
      multiplyAdds: countMultiplyAdds(run.network),
      dataHash: run.dataHash,
      trainSize: run.train.count,
      validationSize: run.validation.count,
      stepsPerEpoch: this.#stepsPerEpoch,
      totalSteps: this.#totalSteps,
      versions: { ...versions },
      machine: machineHere(),
    });
    if (run.recipe.layerFigures > 0) emit({ kind: 'layers', layers: describeLayers(run.network) });
    if (run.train instanceof ImageStream) {
      const message = 'The images are more than the memory is for, so they are read from the disk while training.';
      emit({ kind: 'log', level: 'info', message });
    }
  }

  /** One epoch from wherever it stands, its validation and its checkpoints; returns early when the training is to end. */
  async #trainEpoch(): Promise<void> {
    const { run, control } = this.#input;
    const { epoch } = this.#progress;
    const order = Int32Array.from(permutation(run.train.count, run.recipe.seed, `epoch/${String(epoch)}`));
    const start = this.#clock.seconds;
    const firstStep = this.#progress.step;
    if (run.train instanceof ImageStream) {
      const { batchSize } = run.recipe;
      run.train.announce(batchesOf(order.subarray((firstStep - epoch * this.#stepsPerEpoch) * batchSize), batchSize));
    }
    const end = (epoch + 1) * this.#stepsPerEpoch;
    this.#metrics.restart();
    while (this.#progress.step < end) {
      await this.#turn();
      if (control.ending !== undefined) return;
      await this.#trainStep(order);
    }
    this.#metrics.flush();
    const trainedSeconds = this.#clock.seconds - start;
    const trainedImages = run.train.count - (firstStep - epoch * this.#stepsPerEpoch) * run.recipe.batchSize;
    const validation = await this.#validate();
    if (validation === undefined) return;
    const { step, lossSum, correct } = this.#progress;
    this.#input.emit({
      kind: 'epoch',
      epoch: epoch + 1,
      step,
      loss: lossSum / run.train.count,
      accuracy: correct / run.train.count,
      valLoss: validation.loss,
      valAccuracy: validation.accuracy,
      seconds: this.#clock.seconds - start,
      imagesPerSecond: Math.max(0, trainedImages) / Math.max(trainedSeconds, 1e-6),
    });
    await this.#finishEpoch(validation.accuracy);
  }

  async #trainStep(order: Int32Array): Promise<void> {
    const { recipe } = this.#input.run;
    const { step, epoch, lossSum, correct, bestAccuracy } = this.#progress;
    const from = (step - epoch * this.#stepsPerEpoch) * recipe.batchSize;
    // A copy: the executor may keep a view of what it is fed.
    const indices = order.slice(from, from + recipe.batchSize);
    const learningRate = learningRateAt(recipe, step, this.#totalSteps);
    const record = recipe.layerFigures > 0 && step % recipe.layerFigures === 0;
    const result = await this.#input.executor.trainStep(indices, learningRate, step, record);
    if (result.layers !== undefined)
      this.#input.emit({ kind: 'layerFigures', step: step + 1, figures: roundedValues(result.layers) });
    if (!Number.isFinite(result.loss)) throw await this.#diverged(result.loss, step + 1, learningRate, indices);
    this.#progress = {
      epoch,
      step: step + 1,
      lossSum: lossSum + result.loss * indices.length,
      correct: correct + result.correct,
      bestAccuracy,
    };
    this.#metrics.add(step + 1, result.loss, result.correct, indices.length, learningRate);
  }

  async #validate(): Promise<EvaluationResult | undefined> {
    const { executor, control } = this.#input;
    const result = await executor.evaluate(async () => {
      await this.#turn();
      return control.ending === undefined;
    });
    if (result !== undefined && !Number.isFinite(result.loss)) {
      const step = this.#progress.step;
      throw await this.#diverged(result.loss, step, learningRateAt(this.#input.run.recipe, step - 1, this.#totalSteps));
    }
    return result;
  }

  /** Best before last: a crash in between repeats the epoch, and then finds the same best. */
  async #finishEpoch(valAccuracy: number): Promise<void> {
    const { step, bestAccuracy, epoch } = this.#progress;
    const state = await this.#finiteState();
    const isBest = bestAccuracy === undefined || valAccuracy > bestAccuracy;
    this.#progress = {
      epoch: epoch + 1,
      step,
      lossSum: 0,
      correct: 0,
      bestAccuracy: isBest ? valAccuracy : bestAccuracy,
    };
    if (isBest) await this.#save('best', state, valAccuracy);
    await this.#save('last', state, valAccuracy);
  }

  /** A stop since the last checkpoint. Where no epoch was finished, these weights are also the best there are. */
  async #saveUnfinished(state: ReadonlyMap<string, Float32Array>): Promise<void> {
    if (this.#progress.bestAccuracy === undefined) await this.#save('best', state);
    await this.#save('last', state);
  }

  async #save(which: WeightKind, state: ReadonlyMap<string, Float32Array>, valAccuracy?: number): Promise<void> {
    const { run, folder, emit } = this.#input;
    const facts = {
      ...this.#progress,
      seed: run.recipe.seed,
      networkHash: this.#networkHash,
      dataHash: run.dataHash,
      valAccuracy,
      classNames: JSON.stringify(run.classNames),
    };
    await writeCheckpoint(folder, which, run.network, { facts, state });
    const { epoch, step } = this.#progress;
    if (which === 'last') this.#saved = { epoch, step };
    emit({ kind: 'checkpoint', which, file: weightsFile(which), epoch, step });
  }

  /** The state, if it may be saved: a step can give a finite loss and still leave a weight that is not. */
  async #finiteState(): Promise<Map<string, Float32Array>> {
    const state = await this.#input.executor.readState();
    if (firstNonFinite(state) === undefined) return state;
    const { step } = this.#progress;
    throw await this.#diverged(
      NaN,
      step,
      learningRateAt(this.#input.run.recipe, Math.max(0, step - 1), this.#totalSteps),
    );
  }

  /** @param step from 1. */
  async #diverged(
    value: number,
    step: number,
    learningRate: number,
    indices = new Int32Array([0]),
  ): Promise<BlockyardError> {
    const { run, executor } = this.#input;
    this.#metrics.flush();
    const layer = await executor.findNonFiniteLayer(indices);
    // The last good weights are promised: before the first checkpoint those are the initial ones.
    if (this.#saved === undefined) {
      this.#progress = { epoch: 0, step: 0, lossSum: 0, correct: 0 };
      await this.#save('last', run.weights);
    }
    return new BlockyardError('non-finite-loss', {
      value: String(value),
      step,
      layer: layer ?? run.network.layers[run.network.layers.length - 1]?.name ?? '',
      epoch: this.savedEpoch,
      learningRate,
    });
  }

  /** Between two pieces of work: hears commands, and waits while paused. */
  async #turn(): Promise<void> {
    const { control, emit } = this.#input;
    await control.turn();
    if (!control.paused || control.ending !== undefined) return;
    this.#metrics.flush();
    this.#clock.pause();
    emit({ kind: 'state', state: 'paused' });
    const ending = await control.whilePaused();
    this.#clock.resume();
    if (ending === undefined) emit({ kind: 'state', state: 'running' });
  }
}

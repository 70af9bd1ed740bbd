import { z } from 'zod';
import { datasetSummary } from '../../data/index.ts';
import type { Network } from '../../model/network.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { RunSpec } from '../../protocol/run-spec.ts';
import { weightsFile, type WeightKind } from '../../protocol/transfer.ts';
import { checkFits, firstNonFinite, readStoredWeights, stateOf, type StoredWeights } from '../checkpoint.ts';
import { networkFor } from '../prepare.ts';

/** A run's network with weights that it has kept. */
export interface TrainedModel {
  readonly network: Network;
  /** Names of the classes, in the order of the network's outputs. */
  readonly classes: readonly string[];
  /** Values of every weight, by weight path. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Whole epochs that these weights were trained for. */
  readonly epoch: number;
}

export interface TrainedModelPlace {
  /** Of the run. */
  readonly folder: string;
  readonly spec: RunSpec;
  /** The library, for the run's dataset. */
  readonly home: string;
  readonly weights: WeightKind;
}

/**
 * Loads what a run has trained.
 * @throws BlockyardError `weights-missing`, `checkpoint-corrupt`, `invalid-architecture`; of weights that do not name their classes, also those of the dataset
 */
export async function loadTrainedModel({ folder, spec, home, weights }: TrainedModelPlace): Promise<TrainedModel> {
  const stored = await readStoredWeights(folder, weights);
  if (stored === undefined)
    throw new BlockyardError('weights-missing', { name: spec.name, file: weightsFile(weights) });
  const { input, classes } = trainedOn(stored) ?? dataOf(spec, home);
  const network = networkFor(spec, input, classes.length);
  checkFits(stored, network);
  const state = stateOf(stored);
  const values = new Map(
    network.layers.flatMap((layer) => layer.weights.map(({ path }) => [path, state.get(path) ?? new Float32Array()])),
  );
  const bad = firstNonFinite(values);
  if (bad !== undefined) {
    const detail = `the tensor ${bad} holds values that are not numbers`;
    throw new BlockyardError('checkpoint-corrupt', { path: stored.path, detail });
  }
  return { network, classes, weights: values, epoch: stored.facts.epoch };
}

type ImageShape = readonly [number, number, number];

const classNamesSchema = z.array(z.string()).min(2);

/** Size of the images and names of the classes, as the weights themselves tell; undefined of older ones. */
function trainedOn({ facts }: StoredWeights): { input: ImageShape; classes: readonly string[] } | undefined {
  if (facts.input === undefined || facts.classNames === undefined) return undefined;
  const [height, width, channels] = facts.input.split(',').map(Number);
  const classes = classNamesSchema.safeParse(parseJson(facts.classNames));
  if (!height || !width || !channels || !classes.success) return undefined;
  return { input: [height, width, channels], classes: classes.data };
}

function dataOf({ data }: RunSpec, home: string): { input: ImageShape; classes: readonly string[] } {
  const { shape, classes } = datasetSummary(data.dataset, home);
  return { input: shape, classes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

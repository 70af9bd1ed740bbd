import { openTrainingData, summaryIn } from '../data/index.ts';
import {
  freezeNodes,
  inferArchitecture,
  nodesWithin,
  parseArchitecture,
  type Architecture,
  type Network,
} from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { ExecutorInput } from './executor.ts';
import { startingWeights } from './starting-weights.ts';

export interface PreparedRun extends ExecutorInput {
  /** Name of the dataset, and the hash of all its images and labels. */
  readonly dataset: string;
  readonly dataHash: string;
  readonly classNames: readonly string[];
  /** For people: what it takes over of trained weights, where it begins with such. */
  readonly transferred?: string | undefined;
}

/**
 * Everything a run trains with, read and checked: the network for the dataset's pictures, the pictures, and the weights that it begins with. Where
 * the pictures are streams, the caller closes them.
 * @param folder of the run, which keeps trained weights that it begins with
 * @throws BlockyardError `invalid-architecture`, `unknown-dataset`, `dataset-missing`, `dataset-corrupt`, `dataset-unusable`, `dataset-lost`,
 * `transfer-gone`, `checkpoint-corrupt`.
 */
export async function prepareRun(spec: RunSpec, datasetFolder: string, folder: string): Promise<PreparedRun> {
  const { shape, classes } = summaryIn(spec.data.dataset, datasetFolder);
  const architecture = architectureOf(spec);
  const whole = networkIn(architecture, shape, classes.length);
  const network = freezeNodes(whole, nodesWithin(architecture, spec.transfer?.frozen ?? []).inside);
  const { weights, report } = await startingWeights(network, spec, { architecture, folder });
  const { train, validation, hash } = await openTrainingData(spec.data, spec.recipe.seed, datasetFolder);
  return {
    network,
    recipe: spec.recipe,
    train,
    validation,
    weights,
    dataset: spec.data.dataset,
    dataHash: hash,
    classNames: classes,
    transferred: report,
  };
}

/** The network of a run for images of this size and so many classes. @throws BlockyardError `invalid-architecture` */
export function networkFor(spec: RunSpec, input: readonly [number, number, number], classes: number): Network {
  return networkIn(architectureOf(spec), input, classes);
}

function architectureOf(spec: RunSpec): Architecture {
  const parsed = parseArchitecture(spec.architecture);
  if (!parsed.ok) throw architectureProblem(spec.name, parsed.error);
  return parsed.value;
}

function networkIn(architecture: Architecture, input: readonly [number, number, number], classes: number): Network {
  const { network, problems } = inferArchitecture(architecture, { input, classes });
  if (network === undefined) throw architectureProblem(architecture.name, problems);
  return network;
}

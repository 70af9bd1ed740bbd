import { openTrainingData, summaryIn } from '../data/index.ts';
import { inferArchitecture, parseArchitecture, initialWeights, type Network } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { ExecutorInput } from './executor.ts';

export interface PreparedRun extends ExecutorInput {
  /** Name of the dataset, and the hash of all its images and labels. */
  readonly dataset: string;
  readonly dataHash: string;
  readonly classNames: readonly string[];
}

/**
 * Everything a run trains with, read and checked: the network for the dataset's pictures, the pictures, and the weights its seed gives. Where
 * the pictures are streams, the caller closes them.
 * @throws BlockyardError `invalid-architecture`, `unknown-dataset`, `dataset-missing`, `dataset-corrupt`, `dataset-unusable`, `dataset-lost`.
 */
export async function prepareRun(spec: RunSpec, datasetFolder: string): Promise<PreparedRun> {
  const { shape, classes } = summaryIn(spec.data.dataset, datasetFolder);
  const network = networkFor(spec, shape, classes.length);
  const { train, validation, hash } = await openTrainingData(spec.data, spec.recipe.seed, datasetFolder);
  return {
    network,
    recipe: spec.recipe,
    train,
    validation,
    weights: initialWeights(network, spec.recipe.seed),
    dataset: spec.data.dataset,
    dataHash: hash,
    classNames: classes,
  };
}

/** The network of a run for images of this size and so many classes. @throws BlockyardError `invalid-architecture` */
export function networkFor(spec: RunSpec, input: readonly [number, number, number], classes: number): Network {
  const parsed = parseArchitecture(spec.architecture);
  if (!parsed.ok) throw architectureProblem(spec.name, parsed.error);
  const { network, problems } = inferArchitecture(parsed.value, { input, classes });
  if (network === undefined) throw architectureProblem(parsed.value.name, problems);
  return network;
}

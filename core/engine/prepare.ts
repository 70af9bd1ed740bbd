import { chooseImages, openDataset } from '../data/index.ts';
import { inferArchitecture, parseArchitecture, initialWeights, type Network } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { ExecutorInput } from './executor.ts';

export interface PreparedRun extends ExecutorInput {
  /** Name of the dataset, and the hash of all its images and labels. */
  readonly dataset: string;
  readonly dataHash: string;
}

/**
 * Everything a run trains with, read and checked: the network for the dataset's pictures, the pictures, and the weights its seed gives.
 * @throws BlockyardError `invalid-architecture`, `unknown-dataset`, `dataset-missing`, `dataset-corrupt`, `dataset-unusable`.
 */
export async function prepareRun(spec: RunSpec, datasetFolder: string): Promise<PreparedRun> {
  const dataset = await openDataset(spec.data.dataset, datasetFolder);
  const network = networkFor(spec, dataset.summary.shape, dataset.summary.classes.length);
  const { train, validation } = chooseImages(dataset, spec.data, spec.recipe.seed);
  return {
    network,
    recipe: spec.recipe,
    train,
    validation,
    weights: initialWeights(network, spec.recipe.seed),
    dataset: dataset.summary.name,
    dataHash: dataset.hash,
  };
}

function networkFor(spec: RunSpec, input: readonly [number, number, number], classes: number): Network {
  const parsed = parseArchitecture(spec.architecture);
  if (!parsed.ok) throw architectureProblem(spec.name, parsed.error);
  const { network, problems } = inferArchitecture(parsed.value, { input, classes });
  if (network === undefined) throw architectureProblem(parsed.value.name, problems);
  return network;
}

import { datasetSummary } from '../data/index.ts';
import { defaultRecipe } from '../protocol/ready-experiment.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { libraryHome } from '../store/index.ts';
import { loadNetwork } from './load-network.ts';
import { dataOf, recipeOf, type TrainOptions } from './train-options.ts';
import { transferOf } from './transfer.ts';

/** The run that a command line asks for. @throws BlockyardError of what it names */
export async function specOf(source: string, options: TrainOptions): Promise<RunSpec> {
  const { preset, architecture } = await loadNetwork(source);
  const dataset = datasetSummary(options.data, libraryHome());
  const transfer = transferOf(options, architecture, dataset);
  return {
    version: 1,
    name: options.name ?? `${architecture.name} on ${dataset.title}`,
    architecture,
    data: dataOf(options),
    recipe: recipeOf(options, defaultRecipe(preset)),
    backend: options.backend,
    ...(transfer !== undefined && { transfer }),
  };
}

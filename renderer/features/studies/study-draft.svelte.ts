import { inferArchitecture } from '../../../core/model/index.ts';
import type { Recipe } from '../../../core/protocol/recipe.ts';
import type { DatasetSummary } from '../../../core/protocol/runs.ts';
import { familyNetworks, firstSeeds, studyRecipe, studyVariants, type Study } from '../../../core/protocol/study.ts';
import type { App } from '../../state/app.ts';
import { sizesOf } from '../../state/experiment.svelte.ts';

/** Depths that are offered: those of the paper, and small ones to try. */
export const offeredDepths = [8, 14, 20, 32, 44, 56, 110] as const;

const usualRecipe = studyRecipe({}, 1);

/** The study that is being set up, for as long as the page is open. */
class StudyDraft {
  kind = $state<Study['kind']>('degradation');
  depths = $state.raw<readonly number[]>([8, 20]);
  networks = $state.raw<readonly (typeof familyNetworks)[number][]>(familyNetworks);
  seeds = $state(3);
  dataset = $state('mnist');
  limit = $state<number | undefined>(5000);
  epochs = $state(usualRecipe.epochs);
  batchSize = $state(usualRecipe.batchSize);
  learningRate = $state(usualRecipe.learningRate);

  toggleDepth(depth: number): void {
    this.depths = this.depths.includes(depth)
      ? this.depths.filter((one) => one !== depth)
      : [...this.depths, depth].sort((a, b) => a - b);
  }

  toggleNetwork(name: (typeof familyNetworks)[number]): void {
    this.networks = familyNetworks.filter((one) => (one === name) !== this.networks.includes(one));
  }

  /** Undefined where too little is chosen. */
  study(name: string, data: DatasetSummary | undefined): Study | undefined {
    const { kind, depths, networks, dataset, limit, epochs, batchSize, learningRate } = this;
    if (data === undefined || (kind === 'degradation' ? depths.length < 1 : networks.length < 2)) return undefined;
    const recipe: Partial<Recipe> = { epochs, batchSize, learningRate };
    const choice = { dataset, validation: { kind: 'test' }, ...(limit !== undefined && { limit }) } as const;
    const shared = {
      name,
      seeds: firstSeeds(this.seeds),
      data: choice,
      recipe: studyRecipe(recipe, sizesOf(data, choice).train),
      backend: 'auto',
    } as const;
    return kind === 'degradation'
      ? { kind, ...shared, depths: [...depths] }
      : { kind, ...shared, networks: [...networks] };
  }
}

export const studyDraft = new StudyDraft();

/** Seconds that all trainings of a study take on this machine; undefined where it has not been measured, or a network does not fit the images. */
export function secondsOf(study: Study, data: DatasetSummary, machine: App['machine']): number | undefined {
  const { train, validation } = sizesOf(data, study.data);
  let seconds = 0;
  for (const { preset } of studyVariants(study)) {
    const { network } = inferArchitecture(preset.architecture, { input: data.shape, classes: data.classes.length });
    if (network === undefined) return undefined;
    const time = machine.predict(network, study.recipe, { trainSize: train, validationSize: validation })?.time;
    if (time === undefined) return undefined;
    seconds += time.secondsPerEpoch * study.recipe.epochs * study.seeds.length;
  }
  return seconds;
}

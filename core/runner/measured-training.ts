import { datasetSummary } from '../data/index.ts';
import { inferArchitecture, parseArchitecture, type Network } from '../model/index.ts';
import { augments } from '../protocol/augmentation.ts';
import { epochWork } from '../protocol/epoch-work.ts';
import type { MeasuredTraining } from '../protocol/measured-training.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { Epoch, RunDetail } from '../protocol/runs.ts';
import type { Library } from '../store/index.ts';

/** A shorter epoch is mostly what comes before its steps. */
const leastSteps = 20;

/** Keeps what a run that has ended here, and had the machine to itself, tells of its speed: the next prediction of a network like its own is better for it. */
export function keepMeasuredTraining(library: Library, id: string): void {
  const training = measuredTraining(library.runs.detail(id), library.home);
  if (training !== undefined) library.calibrations.keepTraining(training, Date.now());
}

function measuredTraining({ summary, spec, epochs }: RunDetail, home: string): MeasuredTraining | undefined {
  const { id, name, backend, device, trainSize, validationSize, stepsPerEpoch = 0, origin } = summary;
  // One that goes on from another run has the epochs of that one too, which some other machine may have trained.
  if (origin?.kind === 'continue' || stepsPerEpoch < leastSteps) return undefined;
  const secondsPerEpoch = usualSeconds(epochs);
  const network = networkOf(spec, home);
  if (backend === undefined || device === undefined || trainSize === undefined || validationSize === undefined)
    return undefined;
  if (secondsPerEpoch === undefined || network === undefined) return undefined;
  const { recipe } = spec;
  return {
    run: id,
    name,
    backend,
    device,
    mixedPrecision: recipe.mixedPrecision,
    augmented: augments(recipe.augmentation),
    ...epochWork(network, recipe, { trainSize, validationSize }),
    secondsPerEpoch,
  };
}

/** The first epoch begins slowly, and counts only where there is no other. Other programs only ever make one slower. */
function usualSeconds(epochs: readonly Epoch[]): number | undefined {
  const counted = epochs.length > 1 ? epochs.slice(1) : epochs;
  const seconds = counted.map((epoch) => epoch.seconds).sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 4)];
}

function networkOf(spec: RunSpec, home: string): Network | undefined {
  const { shape, classes } = datasetSummary(spec.data.dataset, home);
  const parsed = parseArchitecture(spec.architecture);
  return parsed.ok ? inferArchitecture(parsed.value, { input: shape, classes: classes.length }).network : undefined;
}

import { studyVariants, type DegradationStudy, type Study } from '../protocol/study.ts';
import { isActive, type Epoch, type RunStatus, type RunSummary } from '../protocol/runs.ts';
import type { SweepEpochs, SweepSummary } from '../protocol/sweeps.ts';
import { compareSamples, type Interval, type SampleComparison, type SeededValue } from './compare-samples.ts';
import { meanInterval, meanOf } from './two-samples.ts';

/** A run of a study as far as it has come. */
export interface StudyRun {
  readonly id: string;
  /** Index of its network among those of the study. */
  readonly variant: number;
  readonly seed: number;
  readonly status: RunStatus;
  /** Epochs that it is to train. */
  readonly epochsAsked: number;
  readonly epochs: readonly Epoch[];
  readonly parameters?: number | undefined;
}

export const errorParts = ['training', 'validation'] as const;
export type ErrorPart = (typeof errorParts)[number];

/** A mean over seeds, with the 95% interval of the mean where there are two that differ. */
export interface Estimate {
  readonly mean: number;
  readonly interval?: Interval;
  readonly count: number;
}

/** Error rate (1 - accuracy) of a network over the epochs that any of its seeds has trained. */
export interface ErrorCurve {
  readonly variant: number;
  readonly part: ErrorPart;
  /** `low` and `high`: the smallest and the largest of the seeds. */
  readonly points: readonly {
    readonly epoch: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** A network of a study, by its completed trainings. */
export interface VariantResult {
  readonly variant: number;
  readonly title: string;
  readonly depth?: number;
  readonly residual?: boolean;
  readonly parameters: number | undefined;
  /** Completed, and all. */
  readonly completed: number;
  readonly runs: number;
  /** Error rates after the last epoch; undefined where no training is complete. */
  readonly error: Readonly<Record<ErrorPart, Estimate>> | undefined;
}

/**
 * What is asked of the seeds: whether one network's error is larger than another's.
 * - `plain-depth`, `residual-depth`: training error of the deepest network against the shallowest, of one kind;
 * - `shortcuts`: training error with shortcuts against without, at the largest depth;
 * - `pair`: validation error of a network of a family against the first.
 */
export interface Claim {
  readonly about: 'plain-depth' | 'residual-depth' | 'shortcuts' | 'pair';
  readonly part: ErrorPart;
  /** Indices of the networks; the difference is the second's error less the first's. */
  readonly first: number;
  readonly second: number;
  readonly found: SampleComparison;
}

/**
 * What the claims together say of degradation: that a deeper plain network trains worse.
 * - `shown`: it does, and at the largest depth shortcuts make the training error smaller;
 * - `plain-worse`: it does, and the seeds do not carry that shortcuts help;
 * - `not-shown`: the deeper plain network trains better;
 * - `open`: the seeds do not settle it; `waiting`: too few trainings are complete to say anything; `one-depth`: there is nothing to compare.
 */
export type DegradationFinding = 'shown' | 'plain-worse' | 'not-shown' | 'open' | 'waiting' | 'one-depth';

export interface StudyResult {
  readonly study: Study;
  readonly variants: readonly VariantResult[];
  readonly curves: readonly ErrorCurve[];
  readonly claims: readonly Claim[];
  /** Of every interval of a claim: 95% over all of them together (Bonferroni). */
  readonly confidence: number;
  /** Of a degradation study. */
  readonly finding: DegradationFinding | undefined;
  readonly counts: { readonly all: number; readonly completed: number; readonly active: number; readonly lost: number };
}

/** The runs of a study out of what the library tells of them; those that were erased are left out. */
export function studyRuns(
  { runs }: SweepSummary,
  epochs: SweepEpochs,
  known: ReadonlyMap<string, RunSummary>,
): StudyRun[] {
  const trained = new Map(epochs.map((one) => [one.run, one.epochs]));
  return runs.flatMap(({ run, trial, seed }) => {
    const summary = known.get(run);
    if (summary === undefined) return [];
    const { status, settings, params } = summary;
    return [
      {
        id: run,
        variant: trial,
        seed,
        status,
        epochsAsked: settings.epochs,
        epochs: trained.get(run) ?? [],
        parameters: params?.total,
      },
    ];
  });
}

/** What the runs of a study say so far. Only complete trainings count in what is claimed; curves show the others too. */
export function studyResult(study: Study, runs: readonly StudyRun[]): StudyResult {
  const variants = studyVariants(study).map((variant, index): VariantResult => {
    const own = runs.filter((run) => run.variant === index);
    const completed = own.filter(isComplete);
    return {
      variant: index,
      title: variant.preset.title,
      ...(variant.depth !== undefined && { depth: variant.depth }),
      ...(variant.residual !== undefined && { residual: variant.residual }),
      parameters: own.find(({ parameters }) => parameters !== undefined)?.parameters,
      completed: completed.length,
      runs: own.length,
      error: completed.length === 0 ? undefined : lastErrors(completed),
    };
  });
  const asked = study.kind === 'degradation' ? degradationClaims(variants) : familyClaims(variants);
  const confidence = 1 - 0.05 / Math.max(1, asked.length);
  const claims = asked.map((claim): Claim => ({
    ...claim,
    found: compareSamples(sample(runs, claim.first, claim.part), sample(runs, claim.second, claim.part), {
      confidence,
      better: 'lower',
    }),
  }));
  const completed = runs.filter(isComplete).length;
  const active = runs.filter(({ status }) => isActive(status)).length;
  return {
    study,
    variants,
    curves: variants.flatMap(({ variant }) => errorParts.map((part) => curveOf(runs, variant, part))),
    claims,
    confidence,
    finding: study.kind === 'degradation' ? degradationFinding(study, claims) : undefined,
    counts: { all: runs.length, completed, active, lost: runs.length - completed - active },
  };
}

function isComplete({ status, epochs }: StudyRun): boolean {
  return status === 'completed' && epochs.length > 0;
}

function errorOf(epoch: Epoch, part: ErrorPart): number {
  return 1 - (part === 'training' ? epoch.accuracy : epoch.valAccuracy);
}

function lastErrors(completed: readonly StudyRun[]): Record<ErrorPart, Estimate> {
  const of = (part: ErrorPart): Estimate => estimate(completed.flatMap((run) => lastError(run, part) ?? []));
  return { training: of('training'), validation: of('validation') };
}

function lastError({ epochs }: StudyRun, part: ErrorPart): number | undefined {
  const last = epochs[epochs.length - 1];
  return last === undefined ? undefined : errorOf(last, part);
}

function estimate(values: readonly number[]): Estimate {
  const spread = new Set(values).size > 1;
  return { mean: meanOf(values), count: values.length, ...(spread && { interval: meanInterval(values, 0.95) }) };
}

function sample(runs: readonly StudyRun[], variant: number, part: ErrorPart): SeededValue[] {
  return runs
    .filter((run) => run.variant === variant && isComplete(run))
    .flatMap((run) => {
      const value = lastError(run, part);
      return value === undefined ? [] : [{ seed: run.seed, value }];
    });
}

function curveOf(runs: readonly StudyRun[], variant: number, part: ErrorPart): ErrorCurve {
  const byEpoch = new Map<number, number[]>();
  for (const run of runs.filter((one) => one.variant === variant))
    for (const epoch of run.epochs)
      byEpoch.set(epoch.epoch, [...(byEpoch.get(epoch.epoch) ?? []), errorOf(epoch, part)]);
  const points = [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => ({
      epoch,
      mean: meanOf(values),
      low: Math.min(...values),
      high: Math.max(...values),
    }));
  return { variant, part, points };
}

type AskedClaim = Omit<Claim, 'found'>;

function degradationClaims(variants: readonly VariantResult[]): AskedClaim[] {
  const ofKind = (residual: boolean): readonly VariantResult[] =>
    variants.filter((variant) => variant.residual === residual);
  const ends = (all: readonly VariantResult[]) => ({
    first: all[0]?.variant ?? 0,
    second: all[all.length - 1]?.variant ?? 0,
  });
  const [plain, residual] = [ends(ofKind(false)), ends(ofKind(true))];
  const shortcuts: AskedClaim = { about: 'shortcuts', part: 'training', first: plain.second, second: residual.second };
  if (plain.first === plain.second) return [shortcuts];
  return [
    { about: 'plain-depth', part: 'training', ...plain },
    { about: 'residual-depth', part: 'training', ...residual },
    shortcuts,
  ];
}

function familyClaims(variants: readonly VariantResult[]): AskedClaim[] {
  return variants.slice(1).map(({ variant }) => ({ about: 'pair', part: 'validation', first: 0, second: variant }));
}

function degradationFinding(study: DegradationStudy, claims: readonly Claim[]): DegradationFinding {
  if (study.depths.length < 2) return 'one-depth';
  const found = (about: Claim['about']) => claims.find((claim) => claim.about === about)?.found.finding;
  const plain = found('plain-depth');
  if (plain === undefined || plain === 'too-few') return 'waiting';
  // `worse` is a larger error.
  if (plain === 'worse') return found('shortcuts') === 'better' ? 'shown' : 'plain-worse';
  return plain === 'better' ? 'not-shown' : 'open';
}

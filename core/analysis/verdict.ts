import { figures, betterOf } from './figures.ts';
import type { ComparedRun } from './differences.ts';
import {
  confidenceInterval,
  meanInterval,
  meanOf,
  pairedDifference,
  unpairedDifference,
  valuesNeeded,
} from './two-samples.ts';
import type { VerdictFigure } from './verdict-figures.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Runs that differ in nothing but their seeds. */
export interface Variant {
  /** The run that stands for them, whose spec says what they are. */
  readonly run: string;
  /** One run for each seed, in the order of the seeds. */
  readonly runs: readonly { readonly id: string; readonly seed: number; readonly value: number }[];
  readonly mean: number;
  /** Of the mean; undefined with less than two seeds, or without any spread. */
  readonly interval: Interval | undefined;
}

/**
 * What the seeds carry about a second variant against the first.
 * - `better`, `worse`: the interval of the difference leaves zero out.
 * - `undecided`: it does not.
 * - `too-few`: less than two seeds on a side, so nothing can be said about chance.
 * - `no-spread`: every difference is the same, so how much is chance cannot be estimated.
 * - `other-data`: they were validated on different images, so their figures are not comparable.
 */
export type Finding = 'better' | 'worse' | 'undecided' | 'too-few' | 'no-spread' | 'other-data';

export interface VariantComparison {
  /** Indices of the variants; the difference is the second less the first. */
  readonly first: number;
  readonly second: number;
  readonly finding: Finding;
  /** Over seeds that both have, where there are two; else all seeds of each (Welch). */
  readonly paired: boolean;
  /** Pairs, or the smaller side. */
  readonly count: number;
  readonly difference: number;
  readonly interval?: Interval;
  /** Hedges' g. */
  readonly effect?: number;
  /** Seeds on each side, beyond those there are, with which a difference as large as this one would be found in four of five tries. */
  readonly moreSeeds?: number;
}

export interface Verdict {
  readonly figure: VerdictFigure;
  /** Of every interval of a comparison: 95% over all of them together (Bonferroni). */
  readonly confidence: number;
  readonly variants: readonly Variant[];
  /** Each variant against the first. */
  readonly comparisons: readonly VariantComparison[];
  /** Runs that do not count, and why: only whole trainings do, and the same seed again is the same training again. */
  readonly leftOut: readonly { readonly id: string; readonly why: 'not-completed' | 'same-seed' }[];
}

const power = 0.8;
/** More seeds than this are no plan. */
const mostSeeds = 1000;

/** What runs that repeat seeds say about their variants. The first run's variant is what the others are compared with. */
export function judgeRuns(runs: readonly ComparedRun[], figure: VerdictFigure): Verdict {
  const groups = new Map<string, Map<number, ComparedRun>>();
  const leftOut: Verdict['leftOut'][number][] = [];
  for (const run of runs) {
    const { id, status } = run.summary;
    const seeds = groups.get(variantOf(run)) ?? new Map<number, ComparedRun>();
    const value = figures[figure].value(run.summary);
    if (status !== 'completed' || value === undefined) leftOut.push({ id, why: 'not-completed' });
    else if (seeds.has(run.spec.recipe.seed)) leftOut.push({ id, why: 'same-seed' });
    else groups.set(variantOf(run), seeds.set(run.spec.recipe.seed, run));
  }
  const samples = [...groups.values()];
  const others = Math.max(1, samples.length - 1);
  const confidence = 1 - 0.05 / others;
  const variants = samples.map((sample) => variantFrom([...sample.values()], figure));
  return {
    figure,
    confidence,
    variants,
    comparisons: samples.slice(1).map((_, index) => compare(samples, variants, index + 1, figure, confidence)),
    leftOut,
  };
}

function variantFrom(runs: readonly ComparedRun[], figure: VerdictFigure): Variant {
  const members = runs
    .map(({ summary, spec }) => ({
      id: summary.id,
      seed: spec.recipe.seed,
      value: figures[figure].value(summary) ?? NaN,
    }))
    .sort((a, b) => a.seed - b.seed);
  const values = members.map(({ value }) => value);
  const spread = new Set(values).size > 1;
  return {
    run: runs[0]?.summary.id ?? '',
    runs: members,
    mean: meanOf(values),
    interval: spread ? meanInterval(values, 0.95) : undefined,
  };
}

function compare(
  samples: readonly ReadonlyMap<number, ComparedRun>[],
  variants: readonly Variant[],
  second: number,
  figure: VerdictFigure,
  confidence: number,
): VariantComparison {
  const [a = [], b = []] = [variants[0]?.runs, variants[second]?.runs];
  const common = a.filter(({ seed }) => b.some((run) => run.seed === seed));
  const paired = common.length >= 2 || a.length < 2 || b.length < 2;
  const valuesOf = (runs: typeof a): number[] =>
    (paired ? runs.filter(({ seed }) => common.some((run) => run.seed === seed)) : runs).map(({ value }) => value);
  const [first, other] = [valuesOf(a), valuesOf(b)];
  const base = {
    first: 0,
    second,
    paired,
    count: Math.min(first.length, other.length),
    difference: (variants[second]?.mean ?? NaN) - (variants[0]?.mean ?? NaN),
  };
  if (validationOf(samples[0]) !== validationOf(samples[second])) return { ...base, finding: 'other-data' };
  if (base.count < 2) return { ...base, finding: 'too-few' };
  const found = (paired ? pairedDifference : unpairedDifference)(first, other);
  const told = { ...base, difference: found.mean };
  // Differences of a few units in the last place are the rounding of equal ones.
  if (found.standardError <= 1e-12 * Math.max(1, Math.abs(found.mean))) return { ...told, finding: 'no-spread' };
  const interval = confidenceInterval(found, confidence);
  const finding = findingOf(interval, figure);
  const needed =
    finding === 'undecided' && found.effect !== undefined
      ? valuesNeeded(found.effect, { paired, confidence, power, most: mostSeeds })
      : undefined;
  return {
    ...told,
    finding,
    interval,
    ...(found.effect !== undefined && { effect: found.effect }),
    ...(needed !== undefined && { moreSeeds: Math.max(1, needed - base.count) }),
  };
}

function findingOf({ low, high }: Interval, figure: VerdictFigure): Finding {
  if (low <= 0 && high >= 0) return 'undecided';
  return low > 0 === (betterOf(figure) === 'higher') ? 'better' : 'worse';
}

/** Equal for runs that differ in their seeds and names at most. */
function variantOf({ summary, spec }: ComparedRun): string {
  const { architecture, data, recipe } = spec;
  const network =
    typeof architecture === 'object' && architecture !== null ? { ...architecture, name: '' } : architecture;
  // Where a backend was left to the machine, what it became counts: another one computes other numbers.
  return JSON.stringify([
    network,
    data,
    // What is looked at changes nothing of what is trained.
    { ...recipe, seed: 0, layerFigures: 0 },
    summary.backend ?? spec.backend,
    summary.dataHash ?? '',
  ]);
}

function validationOf(sample: ReadonlyMap<number, ComparedRun> | undefined): string {
  const run = [...(sample?.values() ?? [])][0];
  return JSON.stringify([run?.spec.data, run?.summary.dataHash ?? '']);
}

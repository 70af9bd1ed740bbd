import { figures, betterOf } from './figures.ts';
import type { ComparedRun } from './differences.ts';
import { compareSamples, type Interval, type SampleComparison, type SampleFinding } from './compare-samples.ts';
import { meanInterval, meanOf } from './two-samples.ts';
import type { VerdictFigure } from './verdict-figures.ts';

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

/** `other-data`: they were validated on different images, so their figures are not comparable. */
export type Finding = SampleFinding | 'other-data';

export interface VariantComparison extends Omit<SampleComparison, 'finding'> {
  /** Indices of the variants; the difference is the second less the first. */
  readonly first: number;
  readonly second: number;
  readonly finding: Finding;
}

export interface Verdict {
  readonly figure: VerdictFigure;
  /** Of every interval of a comparison: 95% over all of them together (Bonferroni). */
  readonly confidence: number;
  readonly variants: readonly Variant[];
  /** Index of the variant that the others are compared with. */
  readonly base: number;
  readonly comparisons: readonly VariantComparison[];
  /** Runs that do not count, and why: only whole trainings do, and the same seed again is the same training again. */
  readonly leftOut: readonly { readonly id: string; readonly why: 'not-completed' | 'same-seed' }[];
}

/**
 * What runs that repeat seeds say about their variants.
 * @param base id of a run whose variant the others are compared with; the first one's where it is not among them
 */
export function judgeRuns(runs: readonly ComparedRun[], figure: VerdictFigure, base?: string): Verdict {
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
  const first = Math.max(
    0,
    samples.findIndex((sample) => [...sample.values()].some(({ summary }) => summary.id === base)),
  );
  const others = Math.max(1, samples.length - 1);
  const confidence = 1 - 0.05 / others;
  const variants = samples.map((sample) => variantFrom([...sample.values()], figure));
  return {
    figure,
    confidence,
    variants,
    base: first,
    comparisons: samples.flatMap((_, second) =>
      second === first ? [] : [compare(samples, variants, { first, second }, figure, confidence)],
    ),
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
  { first, second }: { first: number; second: number },
  figure: VerdictFigure,
  confidence: number,
): VariantComparison {
  const better = betterOf(figure) ?? 'higher';
  const found = compareSamples(variants[first]?.runs ?? [], variants[second]?.runs ?? [], { confidence, better });
  if (validationOf(samples[first]) === validationOf(samples[second])) return { ...found, first, second };
  const { paired, count } = found;
  const difference = (variants[second]?.mean ?? NaN) - (variants[first]?.mean ?? NaN);
  return { first, second, finding: 'other-data', paired, count, difference };
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

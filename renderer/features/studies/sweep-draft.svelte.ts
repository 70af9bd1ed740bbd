import { inferArchitecture, parseArchitecture } from '../../../core/model/index.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { RunSpec } from '../../../core/protocol/run-spec.ts';
import type { DatasetSummary } from '../../../core/protocol/runs.ts';
import { firstSeeds } from '../../../core/protocol/study.ts';
import { planSweep, type Stopping, type Sweep, type SweepPlan } from '../../../core/protocol/sweep.ts';
import type { App } from '../../state/app.ts';
import { sizesOf } from '../../state/experiment.svelte.ts';
import { axisOf, type AxisDraft, type SweepTarget } from './sweep-targets.ts';

export const stoppingKinds = ['none', 'patience', 'median'] as const satisfies readonly Stopping['kind'][];

/** What is varied first: the rate, as every sweep begins. */
const firstAxis: AxisDraft = {
  key: 'recipe.learningRate',
  text: '0.01, 0.003, 0.001',
  chosen: [],
  low: 0.0001,
  high: 0.1,
  log: true,
};

/** The sweep that is being set up, for as long as the page is open. What is not varied is as Train has it. */
class SweepDraft {
  /** A sweep is being set up, and no study. */
  chosen = $state(false);
  search = $state<'grid' | 'random'>('grid');
  trials = $state(12);
  axes = $state.raw<readonly AxisDraft[]>([firstAxis]);
  seeds = $state(1);
  stopping = $state<Stopping['kind']>('none');
  patience = $state(5);
  after = $state(2);

  /** Varies something more. */
  add(target: SweepTarget): void {
    const usual = typeof target.usual === 'number' ? target.usual : undefined;
    const axis: AxisDraft = {
      key: target.key,
      text: usual === undefined ? '' : String(usual),
      chosen: target.options ?? [],
      low: usual === undefined ? undefined : usual / 10,
      high: usual === undefined ? undefined : usual * 10,
      log: usual !== undefined && usual > 0 && !Number.isInteger(usual),
    };
    this.axes = [...this.axes, axis];
  }

  change(at: number, changes: Partial<AxisDraft>): void {
    this.axes = this.axes.map((axis, index) => (index === at ? { ...axis, ...changes } : axis));
  }

  remove(at: number): void {
    this.axes = this.axes.filter((_, index) => index !== at);
  }

  /** Undefined where something is not chosen yet. */
  sweep(name: string, base: RunSpec, targets: readonly SweepTarget[]): Sweep | undefined {
    const axes = this.axes.map((axis) => {
      const target = targets.find(({ key }) => key === axis.key);
      return target && axisOf(axis, target, this.search === 'random');
    });
    if (axes.length === 0 || axes.some((axis) => axis === undefined)) return undefined;
    return {
      version: 1,
      name,
      base: { ...base, origin: undefined },
      axes: axes.filter((axis) => axis !== undefined),
      search: this.search === 'grid' ? { kind: 'grid' } : { kind: 'random', trials: this.trials, seed: 1 },
      seeds: firstSeeds(this.seeds),
      stopping: this.#rule(),
    };
  }

  #rule(): Stopping {
    switch (this.stopping) {
      case 'none':
        return { kind: 'none' };
      case 'patience':
        return { kind: 'patience', epochs: this.patience, least: 0 };
      case 'median':
        return { kind: 'median', after: this.after, others: 3 };
    }
  }
}

export const sweepDraft = new SweepDraft();

export type Planned =
  { readonly ok: true; readonly plan: SweepPlan } | { readonly ok: false; readonly problem: Problem };

export function planned(sweep: Sweep): Planned {
  try {
    return { ok: true, plan: planSweep(sweep) };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}

/** Runs of which the time is predicted one by one; of more, as many are taken to be like all. */
const sample = 50;

/** Seconds that all trainings take on this machine if none is stopped early; undefined where that is not known. */
export function secondsOfPlan({ runs }: SweepPlan, data: DatasetSummary, machine: App['machine']): number | undefined {
  const step = Math.ceil(runs.length / sample);
  const looked = runs.filter((_, index) => index % step === 0);
  let seconds = 0;
  for (const { spec } of looked) {
    const parsed = parseArchitecture(spec.architecture);
    if (!parsed.ok) return undefined;
    const { network } = inferArchitecture(parsed.value, { input: data.shape, classes: data.classes.length });
    if (network === undefined) return undefined;
    const { train, validation } = sizesOf(data, spec.data);
    const time = machine.predict(network, spec.recipe, { trainSize: train, validationSize: validation })?.time;
    if (time === undefined) return undefined;
    seconds += time.secondsPerEpoch * spec.recipe.epochs;
  }
  return (seconds * runs.length) / Math.max(1, looked.length);
}

import { diffArchitectures, parseArchitecture, type ArchitectureDiff } from '../model/index.ts';
import { flatSettings, type SettingValue } from '../protocol/flat-settings.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { RunDetail } from '../protocol/runs.ts';
import { figureRows, type FigureRow } from './figures.ts';

/** A run as it is compared: what it is, and what came of it. */
export type ComparedRun = Pick<RunDetail, 'summary' | 'spec'>;

/** A setting of several runs, side by side: `recipe.optimizer.momentum`. Undefined where a run has no such setting. */
export interface SettingRow {
  readonly path: string;
  readonly values: readonly SettingValue[];
}

export interface Comparison {
  /** Ids, in the order of all columns here. */
  readonly runs: readonly string[];
  readonly settings: readonly SettingRow[];
  readonly figures: readonly FigureRow[];
  /** What turns the first run's network into each other one; empty where they are equal but for their names, undefined where one cannot be read. */
  readonly networks: readonly (ArchitectureDiff | undefined)[];
}

/** In what runs differ, and in nothing else. */
export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  return {
    runs: runs.map(({ summary }) => summary.id),
    settings: settingRows(runs),
    figures: figureRows(runs.map(({ summary }) => summary)),
    networks: runs.map((run) => networkDifference(runs[0], run)),
  };
}

/** In what one spec differs from another. */
export interface SpecDifference {
  /** Values of the one and of the other. */
  readonly settings: readonly SettingRow[];
  /** What turns the one's network into the other's; undefined where one cannot be read. */
  readonly network: ArchitectureDiff | undefined;
}

/** What a fork changes. Names and where a run comes from make no difference. */
export function compareSpecs(before: RunSpec, after: RunSpec): SpecDifference {
  return {
    settings: rowsOf([before, after].map((spec) => new Map(Object.entries(flatSettings(spec))))),
    network: networkDifference({ spec: before }, { spec: after }),
  };
}

function settingRows(runs: readonly ComparedRun[]): SettingRow[] {
  return rowsOf(
    runs.map(
      ({ summary, spec }) =>
        new Map<string, SettingValue>([
          ['network', summary.architecture],
          ...Object.entries(flatSettings(spec)),
          ['data.hash', summary.dataHash],
          ['backend', summary.backend ?? spec.backend],
          ['device', summary.device],
        ]),
    ),
  );
}

function rowsOf(all: readonly ReadonlyMap<string, SettingValue>[]): SettingRow[] {
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return paths
    .map((path) => ({ path, values: all.map((settings) => settings.get(path)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function networkDifference(
  first: Pick<ComparedRun, 'spec'> | undefined,
  run: Pick<ComparedRun, 'spec'>,
): ArchitectureDiff | undefined {
  const [before, after] = [parseArchitecture(first?.spec.architecture), parseArchitecture(run.spec.architecture)];
  if (!before.ok || !after.ok) return undefined;
  return diffArchitectures({ ...before.value, name: '' }, { ...after.value, name: '' });
}

import type { FlatSettings, SettingValue } from '../../protocol/flat-settings.ts';
import type { RunSummary } from '../../protocol/runs.ts';
import { figureNames, figures, type FigureName } from '../figures.ts';

/** A run as its fields are compared. */
export interface FieldRun {
  readonly summary: RunSummary;
  /** Of its data and its recipe, by their paths. */
  readonly settings: FlatSettings;
}

/** A setting or a result, with its value in every run. */
export interface RunField {
  /** Path of a setting, `recipe.optimizer.momentum`, or the name of a figure. */
  readonly id: string;
  /** If it is a result. */
  readonly figure: FigureName | undefined;
  /** `number`: every value that there is is one. */
  readonly kind: 'number' | 'category';
  /** Undefined where a run has none. */
  readonly values: readonly SettingValue[];
}

/** The settings in which runs differ, then all results that some run has. */
export function runFields(runs: readonly FieldRun[]): RunField[] {
  const settings = runs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((known) => Object.keys(known)))];
  const fields = paths
    .map((id) =>
      fieldOf(
        id,
        undefined,
        settings.map((known) => known[id]),
      ),
    )
    .filter(({ values }) => new Set(values).size > 1);
  const results = figureNames
    .map((figure) =>
      fieldOf(
        figure,
        figure,
        runs.map(({ summary }) => figures[figure].value(summary)),
      ),
    )
    .filter(({ values }) => values.some((value) => value !== undefined));
  return [...fields, ...results];
}

/** Settings of a run, what it was trained on and with among them. */
function settingsOf({ summary, settings }: FieldRun): Readonly<Record<string, SettingValue>> {
  return {
    network: summary.architecture,
    ...settings,
    'data.hash': summary.dataHash,
    ...(summary.backend !== undefined && { backend: summary.backend }),
    device: summary.device,
  };
}

function fieldOf(id: string, figure: FigureName | undefined, values: readonly SettingValue[]): RunField {
  const isNumber = values.every((value) => value === undefined || typeof value === 'number');
  // A value that is no number any more, such as the loss of a run that diverged, is none.
  const known = values.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? undefined : value));
  return { id, figure, kind: isNumber ? 'number' : 'category', values: known };
}

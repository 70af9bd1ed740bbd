import {
  blocks,
  Definitions,
  nodesOf,
  parseArchitecture,
  type Architecture,
  type Control,
} from '../../../core/model/index.ts';
import { classWeightKinds, optimizerKinds, scheduleKinds } from '../../../core/protocol/recipe.ts';
import { backendChoices, type RunSpec } from '../../../core/protocol/run-spec.ts';
import type { Axis } from '../../../core/protocol/sweep.ts';
import type { Dictionary } from '../../i18n/en.ts';
import { settingLabel } from '../compare/difference-rows.ts';

/** Something that a sweep can vary. */
export interface SweepTarget {
  /** Unique among them. */
  readonly key: string;
  readonly label: string;
  /** What it is where it is not varied. */
  readonly usual: unknown;
  /** Of a choice, all that there is; undefined for a number. */
  readonly options: readonly (string | boolean)[] | undefined;
  readonly at:
    | { readonly kind: 'setting'; readonly path: string }
    | { readonly kind: 'knob'; readonly node: string; readonly field: string };
}

const choices: Readonly<Record<string, readonly string[]>> = {
  'recipe.optimizer.kind': optimizerKinds,
  'recipe.schedule.kind': scheduleKinds,
  'recipe.classWeights': classWeightKinds,
  backend: backendChoices,
};

/** What people vary first. The seed is repeated by itself, and figures of layers change nothing. */
const first = ['recipe.learningRate', 'recipe.batchSize', 'recipe.optimizer.kind', 'recipe.epochs'];
const never = ['recipe.seed', 'recipe.layerFigures'];

/** Everything of a run that a sweep can vary: settings of its recipe and data, then fields of its blocks and knobs of own ones. */
export function sweepTargets(spec: RunSpec, words: Dictionary): readonly SweepTarget[] {
  const settings = [
    ...leavesOf('recipe', spec.recipe),
    ['data.limit', spec.data.limit] as const,
    ['backend', spec.backend] as const,
  ]
    .filter(([path]) => !never.includes(path))
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .map(([path, usual]) => ({
      key: path,
      label: settingLabel(path, words),
      usual,
      options: choices[path] ?? (typeof usual === 'boolean' ? [false, true] : undefined),
      at: { kind: 'setting', path } as const,
    }));
  const parsed = parseArchitecture(spec.architecture);
  return parsed.ok ? [...settings, ...knobsOf(parsed.value, words)] : settings;
}

function rankOf(path: string): number {
  const rank = first.indexOf(path);
  return rank === -1 ? first.length : rank;
}

/** Numbers, words and switches, however deep; a list is set as a whole, in a sweep's file. */
function leavesOf(path: string, value: unknown): (readonly [path: string, value: unknown])[] {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value)
      ? []
      : Object.entries(value).flatMap(([name, inner]) => leavesOf(`${path}.${name}`, inner));
  return [[path, value]];
}

function knobsOf(architecture: Architecture, words: Dictionary): SweepTarget[] {
  const definitions = new Definitions(architecture.definitions);
  const named: Readonly<Record<string, { readonly label: string } | undefined>> = words.inspector.fields;
  return nodesOf(architecture.root).flatMap((node) => {
    const fields: [string, Control, unknown][] =
      node.kind === 'custom'
        ? [...definitions.knobsOf(node.definition)].map(([name, knob]) => [
            name,
            knob.control,
            node.knobs[name] ?? knob.default,
          ])
        : Object.entries(blocks[node.kind].fields).map(([name, { control }]) => [
            name,
            control,
            Object.entries(node).find(([key]) => key === name)?.[1],
          ]);
    return fields.flatMap(([field, control, usual]) => {
      const options = optionsOf(control);
      if (options === undefined && !isNumber(control)) return [];
      return [
        {
          key: `${node.id}/${field}`,
          label: `${node.id}: ${named[field]?.label ?? field}`,
          usual,
          options,
          at: { kind: 'knob', node: node.id, field } as const,
        },
      ];
    });
  });
}

function optionsOf(control: Control): readonly (string | boolean)[] | undefined {
  if (control.type === 'choice') return control.options;
  return control.type === 'boolean' ? [false, true] : undefined;
}

function isNumber({ type }: Control): boolean {
  return type === 'integer' || type === 'number' || type === 'pair' || type === 'units';
}

/** How the values of a number are chosen, as a person writes them. */
export interface AxisDraft {
  readonly key: string;
  /** `0.1, 0.01` */
  readonly text: string;
  /** Of a choice. */
  readonly chosen: readonly (string | boolean)[];
  /** Random search: from where it draws. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly log: boolean;
}

/** The numbers of a list; undefined where it holds something else. */
export function parseNumbers(text: string): number[] | undefined {
  const parts = text.split(/[,;\s，；、]+/u).filter((part) => part !== '');
  const numbers = parts.map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? [...new Set(numbers)] : undefined;
}

/** Undefined where what is written is no choice yet. @param drawn whether values are drawn at random */
export function axisOf(draft: AxisDraft, target: SweepTarget, drawn: boolean): Axis | undefined {
  const { text, chosen, low, high, log } = draft;
  if (target.options === undefined && drawn) {
    if (low === undefined || high === undefined || low > high || (log && low <= 0)) return undefined;
    const whole = Number.isInteger(low) && Number.isInteger(high) && Number.isInteger(target.usual ?? 1);
    return { ...target.at, range: { low, high, scale: log ? 'log' : 'linear', whole } };
  }
  const values = target.options === undefined ? parseNumbers(text) : chosen;
  return values === undefined || values.length === 0 ? undefined : { ...target.at, values: [...values] };
}

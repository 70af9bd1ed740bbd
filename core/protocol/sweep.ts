import { z } from 'zod';
import { architectureProblem } from './architecture-problem.ts';
import {
  blocks,
  Definitions,
  findNode,
  parseArchitecture,
  randomStream,
  setFields,
  type Architecture,
} from '../model/index.ts';
import { because, type Detail } from './details.ts';
import { BlockyardError } from './problems.ts';
import { runNameSchema, runSpecSchema, type RunSpec } from './run-spec.ts';
import { invalidSetting } from './setting-fault.ts';

export const sweepLimits = { axes: 10, values: 200, trials: 1000, seeds: 100, runs: 2000 } as const;

const values = z.array(z.unknown()).min(1).max(sweepLimits.values);

/** From where random search draws: evenly, or with the same chance for every power of ten. */
const rangeSchema = z
  .object({
    low: z.number(),
    high: z.number(),
    scale: z.enum(['linear', 'log']).default('linear'),
    whole: z.boolean().default(false),
  })
  .refine(({ low, high }) => low <= high, { path: ['high'], error: 'it is below "low"' })
  .refine(({ low, scale }) => scale === 'linear' || low > 0, { path: ['low'], error: 'a logarithm wants more than 0' });

/** What is varied, and over what. */
const axisSchema = z.discriminatedUnion('kind', [
  /** A setting of the run: `recipe.learningRate`, `data.limit`. */
  z.object({
    kind: z.literal('setting'),
    path: z.string().regex(/^(recipe|data)\.[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)*$|^backend$/, 'it names no setting of a run'),
    values: values.optional(),
    range: rangeSchema.optional(),
  }),
  /** A field of a block of the network, or a knob of an own block. */
  z.object({
    kind: z.literal('knob'),
    node: z.string().min(1),
    field: z.string().min(1),
    values: values.optional(),
    range: rangeSchema.optional(),
  }),
  /** Whole networks. */
  z.object({
    kind: z.literal('network'),
    networks: z
      .array(z.object({ name: runNameSchema, architecture: z.unknown() }))
      .min(1)
      .max(sweepLimits.values),
  }),
]);
export type Axis = z.infer<typeof axisSchema>;

/** When a run ends before its last epoch. Its best weights are kept, as of every run that is stopped. */
export const stoppingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** The best validation accuracy has not risen by `least` in so many epochs. */
  z.object({
    kind: z.literal('patience'),
    epochs: z.number().int().min(1).max(10_000),
    least: z.number().min(0).max(1).default(0),
  }),
  /**
   * Golovin et al. 2017 (doi:10.1145/3097983.3098043), section 3.1.2: its best validation accuracy so far is below the median of the means that the
   * others had up to the same epoch. Not before `after` epochs, and not before so many others have come as far.
   */
  z.object({
    kind: z.literal('median'),
    after: z.number().int().min(1).max(10_000).default(1),
    others: z.number().int().min(1).max(1000).default(3),
  }),
]);
export type Stopping = z.infer<typeof stoppingSchema>;

const seed = z.number().int().min(0).max(0xffff_ffff);

/** Runs that differ in what is varied, each again with every seed. */
export const sweepSchema = z.object({
  version: z.literal(1),
  name: runNameSchema,
  /** What is not varied. */
  base: runSpecSchema,
  axes: z.array(axisSchema).max(sweepLimits.axes).default([]),
  search: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('grid') }),
      z.object({ kind: z.literal('random'), trials: z.number().int().min(1).max(sweepLimits.trials), seed }),
    ])
    .default({ kind: 'grid' }),
  /** The base's own, if none. */
  seeds: z.array(seed).max(sweepLimits.seeds).default([]),
  stopping: stoppingSchema.default({ kind: 'none' }),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** One choice of everything that is varied. */
export interface Trial {
  /** For people: `learningRate 0.01, filters 16`. */
  readonly label: string;
  /** One for each axis; of a network its name. */
  readonly values: readonly unknown[];
}

export interface PlannedRun {
  /** Index of its trial. */
  readonly trial: number;
  readonly seed: number;
  readonly spec: RunSpec;
}

export interface SweepPlan {
  readonly trials: readonly Trial[];
  /** Every trial with the first seed, then with the second: so that something is known of all early. */
  readonly runs: readonly PlannedRun[];
}

/** Reads a sweep. @throws BlockyardError invalid-run-spec */
export function parseSweep(input: unknown): Sweep {
  const parsed = sweepSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidSetting(parsed.error, 'of the sweep');
}

/**
 * The runs of a sweep: a pure function of it.
 * @throws BlockyardError invalid-run-spec, invalid-architecture
 */
export function planSweep(sweep: Sweep): SweepPlan {
  sweep.axes.forEach((axis, index) => {
    checkAxis(sweep, axis, index);
  });
  const choices = sweep.search.kind === 'grid' ? gridOf(sweep.axes) : drawn(sweep.axes, sweep.search);
  const seeds = sweep.seeds.length === 0 ? [sweep.base.recipe.seed] : [...new Set(sweep.seeds)];
  if (choices.length * seeds.length > sweepLimits.runs)
    throw refused('axes', because('sweep-runs', { runs: choices.length * seeds.length, most: sweepLimits.runs }));
  const trials = choices.map((choice) => ({
    label: labelOf(sweep.axes, choice),
    values: valuesOf(sweep.axes, choice),
  }));
  const specs = choices.map((choice) => specOf(sweep, choice));
  return {
    trials,
    runs: seeds.flatMap((seedOfRun) =>
      specs.map((spec, trial) => ({
        trial,
        seed: seedOfRun,
        spec: {
          ...spec,
          name: nameOf(sweep.name, trials[trial]?.label ?? '', seeds.length > 1 ? seedOfRun : undefined),
          recipe: { ...spec.recipe, seed: seedOfRun },
        },
      })),
    ),
  };
}

/** For each axis a value, or the index of a network. */
type Choice = readonly unknown[];

function checkAxis(sweep: Sweep, axis: Axis, index: number): void {
  if (axis.kind === 'network') return;
  const path = `axes.${String(index)}`;
  if ((axis.values === undefined) === (axis.range === undefined)) throw refused(path, because('sweep-values'));
  if (axis.range !== undefined && sweep.search.kind === 'grid') throw refused(`${path}.range`, because('sweep-range'));
  if (axis.kind === 'setting' && axis.path === 'recipe.seed') throw refused(path, because('sweep-seeds'));
}

function optionsOf(axis: Axis): readonly unknown[] {
  return axis.kind === 'network' ? axis.networks.map((_, index) => index) : (axis.values ?? []);
}

function gridOf(axes: readonly Axis[]): readonly Choice[] {
  return axes.reduce<readonly Choice[]>(
    (choices, axis) => {
      if (choices.length * optionsOf(axis).length > sweepLimits.trials)
        throw refused('axes', because('sweep-trials', { most: sweepLimits.trials }));
      return choices.flatMap((choice) => optionsOf(axis).map((option) => [...choice, option]));
    },
    [[]],
  );
}

/** The same choice is drawn once, so that there can be fewer than were asked for. */
function drawn(axes: readonly Axis[], { trials, seed: of }: { trials: number; seed: number }): readonly Choice[] {
  const choices = Array.from({ length: trials }, (_, trial) =>
    axes.map((axis, index) => draw(axis, randomStream(of, `trial/${String(trial)}/${String(index)}`)())),
  );
  const seen = new Set<string>();
  return choices.filter((choice) => {
    const key = JSON.stringify(choice);
    return !seen.has(key) && seen.add(key);
  });
}

/** @param part 0..1 */
function draw(axis: Axis, part: number): unknown {
  const range = axis.kind === 'network' ? undefined : axis.range;
  if (range === undefined) {
    const options = optionsOf(axis);
    return options[Math.min(options.length - 1, Math.floor(part * options.length))];
  }
  const { low, high, scale, whole } = range;
  const value = scale === 'log' ? low * (high / low) ** part : low + part * (high - low);
  if (whole) return Math.min(Math.floor(high), Math.max(Math.ceil(low), Math.round(value)));
  // Four digits are what a person would write, and more say nothing.
  return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
}

function specOf(sweep: Sweep, choice: Choice): RunSpec {
  let spec: RunSpec = sweep.base;
  // A network first: what else is varied may be in it.
  const order = [...sweep.axes.keys()].sort(
    (a, b) => Number(isNetwork(sweep.axes[b])) - Number(isNetwork(sweep.axes[a])),
  );
  for (const index of order) {
    const axis = sweep.axes[index];
    const value = choice[index];
    if (axis?.kind === 'network') spec = { ...spec, architecture: axis.networks[Number(value)]?.architecture };
    else if (axis?.kind === 'knob') spec = { ...spec, architecture: turned(spec.architecture, axis, value) };
    else if (axis !== undefined) spec = withSetting(spec, axis.path, value);
  }
  return spec;
}

function isNetwork(axis: Axis | undefined): boolean {
  return axis?.kind === 'network';
}

function turned(document: unknown, { node, field }: Extract<Axis, { kind: 'knob' }>, value: unknown): Architecture {
  const parsed = parseArchitecture(document);
  if (!parsed.ok) throw architectureProblem('', parsed.error);
  const architecture = parsed.value;
  const found = findNode(architecture.root, node);
  if (found === undefined) {
    const detail = because('no-such-block', { network: architecture.name, block: node });
    throw refused(`${node}.${field}`, detail);
  }
  const isKnob =
    found.kind === 'custom' && new Definitions(architecture.definitions).fieldOf(found, field) !== undefined;
  if (!isKnob && !Object.hasOwn(blocks[found.kind].fields, field))
    throw refused(`${node}.${field}`, because('no-such-field', { block: node, field }));
  const edited = setFields(architecture, [node], { [field]: value });
  if (!edited.ok) throw architectureProblem(architecture.name, edited.error);
  return edited.value.architecture;
}

function withSetting(spec: RunSpec, path: string, value: unknown): RunSpec {
  const parts = path.split('.');
  const parsed = runSpecSchema.safeParse(replaced(spec, parts, value));
  if (!parsed.success) throw invalidSetting(parsed.error, path);
  // What the schema does not know it leaves out.
  const kept = parts.reduce<unknown>(
    (inner, part) => (isRecord(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined),
    parsed.data,
  );
  if (kept === undefined) throw refused(path, because('no-such-setting'));
  return parsed.data;
}

function replaced(inner: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  const record = isRecord(inner) ? inner : {};
  return { ...record, [part]: replaced(record[part], rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valuesOf(axes: readonly Axis[], choice: Choice): readonly unknown[] {
  return axes.map((axis, index) =>
    axis.kind === 'network' ? axis.networks[Number(choice[index])]?.name : choice[index],
  );
}

function labelOf(axes: readonly Axis[], choice: Choice): string {
  return valuesOf(axes, choice)
    .map((value, index) => {
      const axis = axes[index];
      if (axis?.kind === 'network') return String(value);
      const name = axis?.kind === 'knob' ? `${axis.node}.${axis.field}` : (axis?.path.split('.').pop() ?? '');
      return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    })
    .join(', ');
}

/** Within what a run may be called. */
function nameOf(sweep: string, label: string, seedOfRun: number | undefined): string {
  const parts = [label, ...(seedOfRun === undefined ? [] : [`seed ${String(seedOfRun)}`])].filter(
    (part) => part !== '',
  );
  const tail = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  const whole = `${sweep}${tail}`;
  return whole.length <= 200 ? whole : `${whole.slice(0, 199)}…`;
}

function refused(path: string, detail: Detail): BlockyardError {
  return new BlockyardError('invalid-run-spec', { path, detail });
}

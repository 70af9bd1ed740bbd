import { compareSpecs, type SpecDifference } from '../analysis/index.ts';
import { continuationOf } from '../protocol/continuation.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { RunDetail, RunSummary } from '../protocol/runs.ts';
import type { Runner } from '../runner/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatCount, formatNumberOf } from './format.ts';
import { loadNetwork } from './load-network.ts';
import { print, printJson, tell } from './output.ts';
import { summaryDocument } from './run-document.ts';
import { trainInForeground } from './train.ts';
import { changedData, recipeOf, type ChangeOptions } from './train-options.ts';
import { withRunner } from './with-runner.ts';

interface Queueing {
  /** Lets the run wait instead of training it now. */
  readonly queue?: true;
}

export interface AgainOptions extends Queueing {
  readonly seed?: number;
  readonly name?: string;
}

export interface ForkOptions extends ChangeOptions, Queueing {
  readonly network?: string;
}

export interface ContinueOptions extends Queueing {
  readonly epochs?: number;
}

/** Trains what a run was once more. @throws BlockyardError unknown-run, and as `train` does before it begins */
export async function runAgain(id: string, { seed, name, queue }: AgainOptions, json: boolean): Promise<ExitCode> {
  const { spec } = await detailOf(id);
  const recipe = { ...spec.recipe, seed: seed ?? spec.recipe.seed };
  return trainOrQueue({ ...spec, name: name ?? spec.name, recipe, origin: { kind: 'again', run: id } }, queue, json);
}

/** Trains what a run was with changes, which are told. @throws BlockyardError unknown-run, and as `train` does before it begins */
export async function forkRun(id: string, options: ForkOptions, json: boolean): Promise<ExitCode> {
  const { spec } = await detailOf(id);
  const { network, name, backend, queue, ...changes } = options;
  const architecture = network === undefined ? spec.architecture : (await loadNetwork(network)).architecture;
  const forked: RunSpec = {
    ...spec,
    name: name ?? spec.name,
    architecture,
    data: changedData(changes, spec.data),
    recipe: recipeOf(changes, spec.recipe),
    backend: backend ?? spec.backend,
    origin: { kind: 'fork', run: id },
  };
  tell(describeChanges(compareSpecs(spec, forked)));
  return trainOrQueue(forked, queue, json);
}

/**
 * Lets a run go on from its last weights.
 * @throws BlockyardError unknown-run, run-not-ended, run-complete, run-no-weights, dataset-changed, invalid-run-spec
 */
export async function continueRun(id: string, { epochs, queue }: ContinueOptions, json: boolean): Promise<ExitCode> {
  const run = await detailOf(id);
  tellContinuation(run, epochs);
  const goOn = { ...(epochs !== undefined && { epochs }) };
  if (queue !== true) return trainInForeground((runner) => runner.continue(id, { ...goOn, beside: true }), json);
  return queueOnly((runner) => runner.continue(id, { ...goOn, wait: true }), json);
}

function trainOrQueue(spec: RunSpec, queue: true | undefined, json: boolean): Promise<ExitCode> {
  if (queue !== true) return trainInForeground((runner) => runner.start(spec, { beside: true }), json);
  return queueOnly((runner) => runner.enqueue([spec])[0], json);
}

async function queueOnly(
  enter: (runner: Runner) => RunSummary | undefined | Promise<RunSummary>,
  json: boolean,
): Promise<ExitCode> {
  return withRunner(async (runner) => {
    const run = await enter(runner);
    if (run === undefined) return exitCodes.failed;
    if (json) printJson(summaryDocument(run));
    else print(`${run.name} waits as ${run.id}.`);
    return exitCodes.done;
  });
}

function detailOf(id: string): Promise<RunDetail> {
  return withRunner((runner) => runner.get(id));
}

/** What a fork changes, a line each. */
export function describeChanges({ settings, network }: SpecDifference): string {
  const lines = settings.map(({ path, values: [before, after] }) => `  ${path}: ${shown(before)} -> ${shown(after)}`);
  if (network === undefined) lines.push('  network: another one');
  else if (network.length > 0) lines.push(`  network: ${formatNumberOf(network.length, 'change')}`);
  return lines.length === 0 ? 'Changes: none.' : `Changes:\n${lines.join('\n')}`;
}

function shown(value: string | number | boolean | undefined): string {
  return value === undefined ? 'none' : String(value);
}

/** What a person should know of a schedule that is as long as the training. */
function tellContinuation({ spec, summary }: RunDetail, epochs: number | undefined): void {
  const { stepsPerEpoch } = summary;
  if (epochs === undefined || stepsPerEpoch === undefined) return;
  const { whole, before, after } = continuationOf(spec.recipe, summary.step, stepsPerEpoch, epochs);
  if (whole) return;
  tell(
    `The learning rate follows the length of the training, which becomes ${formatCount(epochs)} epochs: it goes on at ${rate(after)} where it was ${rate(before)}. A run of that length from the start would have had other rates before.`,
  );
}

const rate = (value: number): string => String(Number(value.toPrecision(3)));

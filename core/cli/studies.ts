import { resolve } from 'node:path';
import {
  errorRange,
  errorText,
  studyReport,
  studyResult,
  studyRuns,
  studyText,
  studyWordsEn,
  sweepBoard,
  type BoardRow,
  type StudyResult,
  type StudyRun,
} from '../analysis/index.ts';
import { datasetSummary } from '../data/index.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { defaultRecipe } from '../protocol/ready-experiment.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
import { invalidSetting } from '../protocol/setting-fault.ts';
import { firstSeeds, studyRecipe, studySchema, type Study } from '../protocol/study.ts';
import { parseSweep, type Sweep } from '../protocol/sweep.ts';
import type { SweepOrder, SweepSummary } from '../protocol/sweeps.ts';
import { SweepDesk, type Runner } from '../runner/index.ts';
import { libraryHome, type Library } from '../store/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatPercent, formatTime } from './format.ts';
import { loadNetwork, readText } from './load-network.ts';
import { formatTable, print, printJson, tell } from './output.ts';
import { dataOf, recipeOf, type TrainOptions } from './train-options.ts';
import { withRunner } from './with-runner.ts';
import { writeOutput } from './write-output.ts';

export interface ShowOptions {
  readonly report?: string;
}

export interface StudyOptions extends TrainOptions, ShowOptions {
  readonly seeds: number;
}

/** Trains a sweep in the foreground. @throws BlockyardError unreadable-file, invalid-run-spec and what starting its runs throws */
export async function runSweep(file: string, json: boolean): Promise<ExitCode> {
  const sweep = await readSweep(file);
  return inForeground({ sweep }, {}, json);
}

/** Trains a study in the foreground. @throws BlockyardError as `runSweep` */
export async function runStudy(
  what: { readonly kind: Study['kind']; readonly depths?: readonly number[]; readonly networks?: readonly string[] },
  options: StudyOptions,
  json: boolean,
): Promise<ExitCode> {
  const dataset = datasetSummary(options.data, libraryHome());
  const data = dataOf(options);
  const trainSize = Math.min(dataset.trainSize, data.limit ?? Infinity);
  const asked = recipeOf(options, studyRecipe({}, trainSize));
  const recipe = options.recordLayers === undefined ? studyRecipe(asked, trainSize) : asked;
  const names = { degradation: 'Degradation', family: 'Classic networks' };
  const parsed = studySchema.safeParse({
    ...what,
    name: options.name ?? `${names[what.kind]} on ${dataset.title}`,
    seeds: firstSeeds(options.seeds),
    data,
    recipe,
    backend: options.backend,
  });
  if (!parsed.success) throw invalidSetting(parsed.error, '');
  return inForeground({ study: parsed.data }, options, json);
}

export async function listSweeps(json: boolean): Promise<void> {
  await withDesk((desk, runner) => {
    const sweeps = desk.list().filter(({ deletedAt }) => deletedAt === undefined);
    const runs = byId(runner.list());
    const rows = sweeps.map((sweep) => ({ sweep, ...progressOf(sweep, runs) }));
    if (json) printJson(rows.map(({ sweep, ended, all }) => ({ ...identity(sweep), runs: all, ended })));
    else if (rows.length === 0)
      print('No sweeps or studies yet. Try: blockyard study degradation --depths 8,20 --limit 5000');
    else
      print(
        formatTable(
          [
            { title: 'Id' },
            { title: 'Name' },
            { title: 'Kind' },
            { title: 'Ended', align: 'right' },
            { title: 'Started' },
          ],
          rows.map(({ sweep, ended, all }) => [
            sweep.id,
            sweep.name,
            sweep.kind,
            `${String(ended)} of ${String(all)}`,
            formatTime(sweep.createdAt),
          ]),
        ),
      );
  });
}

/** @throws BlockyardError unknown-sweep, not-writable */
export async function showSweep(id: string, options: ShowOptions, json: boolean): Promise<void> {
  await withDesk((desk, runner) => tellOutcome(desk, runner, id, options, json));
}

/** @throws BlockyardError unknown-sweep */
export async function stopSweep(id: string): Promise<void> {
  await withDesk((desk) => {
    desk.stop(id);
  });
}

function withDesk<T>(work: (desk: SweepDesk, runner: Runner) => T | Promise<T>, servesQueue = false): Promise<T> {
  return withRunner(
    async (runner: Runner, library: Library) => {
      const desk = new SweepDesk({ library, runner, onChange: () => undefined });
      try {
        return await work(desk, runner);
      } finally {
        desk.close();
      }
    },
    { servesQueue },
  );
}

async function readSweep(file: string): Promise<Sweep> {
  let document: unknown;
  try {
    document = JSON.parse(await readText(file));
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    throw new BlockyardError('unreadable-file', { file, detail: because('not-json') });
  }
  const given = isRecord(document) ? document : {};
  const base = isRecord(given['base']) ? given['base'] : {};
  const source = base['architecture'];
  const network = typeof source === 'string' ? await loadNetwork(source) : undefined;
  const name = given['name'] ?? 'Sweep';
  return parseSweep({
    version: 1,
    ...given,
    name,
    base: {
      version: 1,
      name,
      ...base,
      data: base['data'] ?? { dataset: 'mnist' },
      architecture: network?.architecture ?? source,
      recipe: { ...defaultRecipe(network?.preset), ...(isRecord(base['recipe']) ? base['recipe'] : {}) },
    },
  });
}

/** Starts it, and waits for its end; the first Ctrl-C stops all of it. */
async function inForeground(order: SweepOrder, options: ShowOptions, json: boolean): Promise<ExitCode> {
  return withDesk(async (desk, runner) => {
    const sweep = desk.start(order);
    tell(`${sweep.name} (${sweep.id}): ${String(sweep.runs.length)} trainings`);
    const asked = { stop: false };
    const stop = (): void => {
      if (asked.stop) for (const { run } of sweep.runs) runner.kill(run);
      else {
        tell('Stopping after this step; what was trained is kept. Press Ctrl-C again to end at once.');
        desk.stop(sweep.id);
      }
      asked.stop = true;
    };
    for (const signal of signals) process.on(signal, stop);
    try {
      let ended = 0;
      await Promise.all(
        sweep.runs.map(async ({ run }) => {
          const summary = await runner.wait(run);
          ended += 1;
          tell(`${String(ended)} of ${String(sweep.runs.length)}: ${describeEnd(summary)}`);
        }),
      );
      await tellOutcome(desk, runner, sweep.id, options, json);
      const runs = byId(runner.list());
      const statuses = sweep.runs.map(({ run }) => runs.get(run)?.status);
      if (asked.stop) return exitCodes.interrupted;
      return statuses.includes('failed') ? exitCodes.failed : exitCodes.done;
    } finally {
      for (const signal of signals) process.off(signal, stop);
    }
  }, true);
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function describeEnd({ name, status, lastEpoch }: RunSummary): string {
  const figures =
    lastEpoch === undefined
      ? ''
      : `, training error ${errorText(1 - lastEpoch.accuracy)}, validation error ${errorText(1 - lastEpoch.valAccuracy)}`;
  return `${name} ${status}${figures}`;
}

async function tellOutcome(
  desk: SweepDesk,
  runner: Runner,
  id: string,
  { report }: ShowOptions,
  json: boolean,
): Promise<void> {
  const detail = desk.get(id);
  const runs = byId(runner.list());
  if (detail.study === undefined) {
    if (report !== undefined)
      throw new BlockyardError('invalid-run-spec', { path: '--report', detail: 'a sweep has none; a study has' });
    const board = sweepBoard(detail.summary, runs);
    if (json)
      printJson({ ...identity(detail.summary), ...progressOf(detail.summary, runs), board: board.map(boardDocument) });
    else print(boardTable(board));
    return;
  }
  const own = studyRuns(detail.summary, desk.epochs(id), runs);
  const result = studyResult(detail.study, own);
  if (report !== undefined) await writeReport(report, result, own, runner);
  if (json)
    printJson({
      ...identity(detail.summary),
      ...studyDocument(result, own),
      ...(report !== undefined && { report: resolve(report) }),
    });
  else print(describeStudy(result));
}

async function writeReport(
  file: string,
  result: StudyResult,
  runs: readonly StudyRun[],
  runner: Runner,
): Promise<void> {
  const firsts = result.variants.flatMap(({ variant }) => {
    const first = runs.find((run) => run.variant === variant && run.epochs.length > 0);
    return first === undefined ? [] : [{ variant, history: runner.layers(first.id) }];
  });
  const device = runs.map(({ id }) => runner.get(id).summary.device).find((one) => one !== undefined);
  const html = studyReport({
    result,
    runs,
    layers: firsts.filter(({ history }) => history.step.length > 0),
    device,
    words: studyWordsEn,
  });
  await writeOutput(file, html);
}

function describeStudy(result: StudyResult): string {
  const text = studyText(result, studyWordsEn);
  const table = formatTable(
    [
      { title: 'Network' },
      { title: 'Parameters', align: 'right' },
      { title: 'Trainings', align: 'right' },
      { title: 'Training error', align: 'right' },
      { title: '95% interval', align: 'right' },
      { title: 'Validation error', align: 'right' },
      { title: '95% interval', align: 'right' },
    ],
    result.variants.map(({ title, parameters, completed, runs, error }) => [
      title,
      parameters === undefined ? '' : String(parameters),
      `${String(completed)} of ${String(runs)}`,
      ...(['training', 'validation'] as const).flatMap((part) => {
        const estimate = error?.[part];
        return [
          estimate === undefined ? '' : errorText(estimate.mean),
          estimate?.interval === undefined ? '' : errorRange(estimate.interval),
        ];
      }),
    ]),
  );
  const claims = text.claims.map(({ claim, grounds }) => `- ${claim}\n  ${grounds.join('; ')}`.trimEnd());
  return [table, [text.headline, ...text.notes, ...claims].join('\n')].join('\n\n');
}

function studyDocument(result: StudyResult, runs: readonly StudyRun[]): Record<string, unknown> {
  const text = studyText(result, studyWordsEn);
  return {
    study: result.study,
    counts: result.counts,
    finding: result.finding ?? null,
    text: [text.headline, ...text.notes, ...text.claims.map(({ claim }) => claim)].join(' '),
    confidence: result.confidence,
    variants: result.variants.map(({ error, parameters, ...variant }) => ({
      ...variant,
      parameters: parameters ?? null,
      error: error ?? null,
    })),
    claims: result.claims,
    runs: runs.map(({ id, variant, seed, status, epochs }) => ({ runId: id, variant, seed, status, epochs })),
  };
}

function boardTable(board: readonly BoardRow[]): string {
  return formatTable(
    [
      { title: '', align: 'right' },
      { title: 'Trial' },
      { title: 'Best accuracy', align: 'right' },
      { title: '95% interval', align: 'right' },
      { title: 'Runs', align: 'right' },
    ],
    board.map(({ label, mean, interval, counted, runs }, index) => [
      String(index + 1),
      label,
      mean === undefined ? '' : formatPercent(mean),
      interval === undefined ? '' : `${formatPercent(interval.low)} to ${formatPercent(interval.high)}`,
      `${String(counted)} of ${String(runs.length)}`,
    ]),
  );
}

function boardDocument({ trial, label, mean, interval, counted, runs }: BoardRow): Record<string, unknown> {
  return { trial, label, bestAccuracy: mean ?? null, interval: interval ?? null, counted, runs };
}

function identity({ id, name, kind, createdAt, trials }: SweepSummary): Record<string, unknown> {
  return { sweepId: id, name, kind, createdAt, trials };
}

function progressOf({ runs }: SweepSummary, known: ReadonlyMap<string, RunSummary>): { ended: number; all: number } {
  const active = runs.filter(({ run }) => {
    const summary = known.get(run);
    return summary !== undefined && isActive(summary.status);
  });
  return { ended: runs.length - active.length, all: runs.length };
}

function byId(runs: readonly RunSummary[]): Map<string, RunSummary> {
  return new Map(runs.map((run) => [run.id, run]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

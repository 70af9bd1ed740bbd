import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedCost, costOf, type AugmentResult } from './augment.ts';
import type { Library } from './contender.ts';
import { libraryTitles } from './contenders.ts';
import { editTargetMs, slowestEdit } from './edit.ts';
import { historySection, historyVerdicts } from './history-report.ts';
import type { HistoryResult } from './history.ts';
import type { LanguageResult } from './language.ts';
import { machineSlug, type Machine } from './machine.ts';
import { allowedGrowthMiB, growth, type MemoryResult } from './memory.ts';
import { batchSize, nets, timesPython } from './nets.ts';
import { factors, typicalTimeFactor, worstMemoryFactor, worstTimeFactor, type PredictionResult } from './predict.ts';
import { atLeast, atMost, formatNumber, table, type Verdict } from './report-parts.ts';
import { best, median } from './statistics.ts';
import type { ContenderResult, NetResult } from './step.ts';
import { leastPart, partOf, type StreamResult } from './stream.ts';
import { interactiveTargetMs, stepsPerSecondTarget, taskTargetMs, type WindowResult } from './window.ts';

export interface BenchResults {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly machine: Machine;
  readonly steps?: readonly NetResult[];
  readonly augmentation?: AugmentResult;
  readonly streaming?: StreamResult;
  readonly predictions?: PredictionResult;
  readonly language?: LanguageResult;
  readonly memory?: MemoryResult;
  readonly window?: WindowResult;
  readonly history?: HistoryResult;
}

/** Every promise that these results say something about. */
export function verdicts({
  steps,
  augmentation,
  streaming,
  predictions,
  language,
  memory,
  window,
  history,
}: BenchResults): Verdict[] {
  return [
    ...(steps ?? []).flatMap(stepVerdicts),
    ...(augmentation ? augmentationVerdicts(augmentation) : []),
    ...(streaming ? streamVerdicts(streaming) : []),
    ...(predictions ? predictionVerdicts(predictions) : []),
    ...(language ? languageVerdicts(language) : []),
    ...(memory ? memoryVerdicts(memory) : []),
    ...(window ? windowVerdicts(window) : []),
    ...(history ? historyVerdicts(history) : []),
  ];
}

function stepVerdicts(result: NetResult): Verdict[] {
  const { title, timesStock, peakPart } = nets[result.net];
  const blockyard = medianOf(result, 'blockyard');
  const stock = medianOf(result, 'stock');
  const python = [medianOf(result, 'keras'), medianOf(result, 'torch')].filter((rate) => rate !== undefined);
  const fasterPython = python.length === 0 ? undefined : best(python);
  const list = [
    atLeast(`${title}: times stock tfjs`, ratio(blockyard, stock), 'x', timesStock),
    atLeast(`${title}: times the faster of Keras and PyTorch`, ratio(blockyard, fasterPython), 'x', timesPython),
  ];
  const peak = best(ratesOf(result, 'peak'));
  if (peakPart === undefined) return list;
  return [...list, atLeast(`${title}: part of the matrix-multiply peak`, peakShare(result, peak), '', peakPart)];
}

/** Blockyard's best round over the best product of matrices: both at what the machine gives when it is quiet. */
function peakShare(result: NetResult, peak: number): number | undefined {
  const gflops = (best(ratesOf(result, 'blockyard')) * result.flopPerImage) / 1e9;
  return Number.isFinite(gflops / peak) ? gflops / peak : undefined;
}

function augmentationVerdicts(result: AugmentResult): Verdict[] {
  return result.settings.map((one) =>
    atMost(`${nets[result.net].title}: part of the speed for ${one.augmentation}`, costOf(one), '', allowedCost),
  );
}

function streamVerdicts({ nets: measured, megabytes }: StreamResult): Verdict[] {
  return measured.map((one) =>
    atLeast(`${nets[one.net].title}: part of the speed, ${megabytes} MB from the disk`, partOf(one), '', leastPart),
  );
}

function predictionVerdicts(predictions: PredictionResult): Verdict[] {
  const { worstTime, typicalTime, worstMemory } = factors(predictions);
  return [
    atMost('Predicted time of a preset: off by, at worst', worstTime, 'x', worstTimeFactor),
    atMost('Predicted time of a preset: off by, in the median', typicalTime, 'x', typicalTimeFactor),
    atMost('Predicted memory of a preset: off by, at worst', worstMemory, 'x', worstMemoryFactor),
  ];
}

function languageVerdicts({ tasks }: LanguageResult): Verdict[] {
  return tasks.map(({ what, ms, limitMs }) =>
    atMost(`Language: ${what}, the slowest (median)`, median(ms), 'ms', limitMs),
  );
}

function memoryVerdicts(memory: MemoryResult): Verdict[] {
  return [atMost('Memory: growth from step 100 to step 5,000', growth(memory), 'MiB', allowedGrowthMiB)];
}

function windowVerdicts({ interactiveMs, training, editing }: WindowResult): Verdict[] {
  const slowest = slowestEdit(editing);
  return [
    atMost('Window: interactive after (median)', median(interactiveMs), 'ms', interactiveTargetMs),
    atMost(
      `Window: longest task in ${training.seconds} s of training`,
      training.longTasksMs[0] ?? 0,
      'ms',
      taskTargetMs,
    ),
    atLeast('Window: steps per second meanwhile', training.stepsPerSecond, '', stepsPerSecondTarget),
    atMost(
      `Window: slowest edit of ${editing.blocks} blocks (${slowest.edit}), until painted`,
      median(slowest.untilPainted),
      'ms',
      editTargetMs,
    ),
  ];
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function ratesOf(result: NetResult, library: Library): readonly number[] {
  return result.contenders.filter((one) => one.library === library).flatMap(({ rates }) => rates);
}

function medianOf(result: NetResult, library: Library): number | undefined {
  const rates = ratesOf(result, library);
  return rates.length === 0 ? undefined : median(rates);
}

/** The results as a Markdown page, which also reads well in a terminal. */
export function markdown(results: BenchResults): string {
  const { machine, steps, augmentation, streaming, predictions, language, memory, window, history } = results;
  const { processor, cores, memoryGiB, system, node, loadBefore } = machine;
  const sections = [
    `# Measured ${results.at.slice(0, 10)}`,
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}. Load before the bench: ${loadBefore.toFixed(2)}.`,
    ...(steps === undefined ? [] : [stepSection(steps)]),
    ...(augmentation === undefined ? [] : [augmentationSection(augmentation)]),
    ...(streaming === undefined ? [] : [streamSection(streaming)]),
    ...(predictions === undefined ? [] : [predictionSection(predictions)]),
    ...(language === undefined ? [] : [languageSection(language)]),
    ...(memory === undefined ? [] : [memorySection(memory)]),
    ...(window === undefined ? [] : [windowSection(window)]),
    ...(history === undefined ? [] : [historySection(history)]),
    `## Against the targets\n\n${table(['', 'measured', 'target', ''], verdicts(results).map(verdictRow))}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function verdictRow({ what, value, unit, target, met }: Verdict): string[] {
  const measured = value === undefined ? 'not measured' : `${formatNumber(value)} ${unit}`.trim();
  return [what, measured, `${target} ${unit}`.trim(), met === undefined ? '' : met ? 'met' : '**missed**'];
}

function stepSection(steps: readonly NetResult[]): string {
  const rows = steps.flatMap((result) => result.contenders.map((contender) => contenderRow(result, contender)));
  const head = ['network', 'library', 'median', 'best', '', 'Blockyard is (median)', '(best)'];
  return [
    '## Training step',
    `Batch ${batchSize} of 32 x 32 x 3 pictures, 10 classes, float32, Adam. Contenders took turns in one run; of each library, the fastest of its ways of training.`,
    table(head, rows),
    'Passed over in the selection:',
    ...steps.map(passedOverLine).filter((line) => line !== ''),
  ].join('\n\n');
}

function contenderRow(result: NetResult, { library, variant, version, rates }: ContenderResult): string[] {
  const name = `${libraryTitles[library]} (${variant === 'default' ? version : `${variant}; ${version}`})`;
  const figures = [formatNumber(median(rates)), formatNumber(best(rates))];
  const net = nets[result.net].title;
  if (library === 'peak') return [net, name, ...figures, 'GFLOP/s', '', ''];
  const own = ratesOf(result, 'blockyard');
  const ratios =
    library === 'blockyard' || own.length === 0
      ? ['', '']
      : [`${(median(own) / median(rates)).toFixed(2)}x`, `${(best(own) / best(rates)).toFixed(2)}x`];
  return [net, name, ...figures, 'images/s', ...ratios];
}

function passedOverLine({ net, passedOver }: NetResult): string {
  const list = passedOver.map(
    ({ library, variant, rate, why }) =>
      `${libraryTitles[library]} ${variant} ${rate === undefined ? `(${why})` : formatNumber(rate)}`,
  );
  return list.length === 0 ? '' : `- ${nets[net].title}: ${list.join(', ')}`;
}

function augmentationSection(result: AugmentResult): string {
  const rows = result.settings.map((one) => [
    one.augmentation,
    formatNumber(median(one.rates)),
    formatNumber(median(one.plainRates)),
    `${(100 * costOf(one)).toFixed(1)}%`,
  ]);
  return [
    `## Augmentation (${nets[result.net].title})`,
    `Batch ${batchSize} of 32 x 32 x 3 pictures; images/s, the median of rounds. Each turn is compared with one without augmentation right before it, in the same process.`,
    table(['augmentation', 'with it', 'without', 'cost'], rows),
  ].join('\n\n');
}

function streamSection({ megabytes, nets: measured }: StreamResult): string {
  const rows = measured.map((one) => [
    nets[one.net].title,
    formatNumber(median(one.streamed)),
    formatNumber(median(one.resident)),
    partOf(one).toFixed(3),
  ]);
  return [
    '## Images on the disk',
    `Batch ${batchSize} of 32 x 32 x 3 pictures; images/s, the median of rounds. A dataset of ${megabytes} MB is read in windows of several batches, in random order; each turn is compared with one on the same network with pictures in memory right before it, in the same process.`,
    table(['network', 'from the disk', 'in memory', 'part'], rows),
  ].join('\n\n');
}

function predictionSection({ calibration, calibrationSeconds, presets }: PredictionResult): string {
  const rows = presets.map(({ preset, batchSize: batch, rate, memory }) => [
    preset,
    String(batch),
    formatNumber(rate.predicted),
    formatNumber(rate.measured),
    (rate.predicted / rate.measured).toFixed(2),
    (memory.predicted / 2 ** 20).toFixed(0),
    (memory.measured / 2 ** 20).toFixed(0),
    (memory.predicted / memory.measured).toFixed(2),
  ]);
  const head = ['preset', 'batch', 'images/s predicted', 'measured', 'ratio', 'MiB predicted', 'measured', 'ratio'];
  return [
    '## Predicted time and memory',
    `Pictures of 28 x 28 x 1. The machine (${calibration.device}) was measured in ${calibrationSeconds.toFixed(1)} s; its own networks fit within ${(100 * calibration.error).toFixed(0)}% in the median.`,
    table(head, rows),
  ].join('\n\n');
}

function languageSection({ tasks }: LanguageResult): string {
  const rows = tasks.map(({ what, slowest, ms }) => [what, slowest, formatNumber(median(ms)), formatNumber(best(ms))]);
  return `## Language of networks\n\n${table(['', 'the slowest', 'ms (median)', 'at worst'], rows)}`;
}

function memorySection({ net, readings }: MemoryResult): string {
  const rows = readings.map(({ step, residentMiB, heapMiB }) =>
    [step, residentMiB.toFixed(1), heapMiB.toFixed(1)].map(String),
  );
  return `## Memory of a run (${nets[net].title}, batch ${batchSize})\n\n${table(['step', 'resident, MiB', 'JavaScript heap, MiB'], rows)}`;
}

function windowSection({ electron, interactiveMs, fromLaunchMs, training, editing }: WindowResult): string {
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');
  return [
    `## Window (Electron ${electron})`,
    `- Interactive after, ms: ${list(interactiveMs)} (from the program's start: ${list(fromLaunchMs)})`,
    `- Training at ${training.stepsPerSecond.toFixed(0)} steps/s for ${training.seconds} s: tasks over 50 ms: ${training.longTasksMs.length === 0 ? 'none' : list(training.longTasksMs)}`,
    `- Longest gap of the event loop, waits for a core among them: ${training.longestGapMs.toFixed(0)} ms; ${training.framesPerSecond.toFixed(0)} frames/s`,
    '',
    `Processor time of the page's main thread for an edit of a network of ${editing.blocks} blocks, median of ${editing.edits[0]?.untilPainted.length ?? 0}, ms:`,
    '',
    table(
      ['edit', 'until painted', 'altogether'],
      editing.edits.map(({ edit, untilPainted, altogether }) => [
        edit,
        formatNumber(median(untilPainted)),
        formatNumber(median(altogether)),
      ]),
    ),
  ].join('\n');
}

/** Writes `<date>-<machine>.md` and `.json`; a later bench on the same day and machine takes their place. */
export function save(folder: string, results: BenchResults): string {
  mkdirSync(folder, { recursive: true });
  // Parts that were measured apart stand side by side.
  const parts = (
    ['steps', 'augmentation', 'streaming', 'predictions', 'language', 'memory', 'window', 'history'] as const
  ).filter((part) => results[part] !== undefined);
  const name = [results.at.slice(0, 10), machineSlug(results.machine), ...(parts.length < 8 ? parts : [])].join('-');
  const page = join(folder, `${name}.md`);
  writeFileSync(page, markdown(results));
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ ...results, verdicts: verdicts(results) }, null, 2)}\n`,
  );
  return page;
}

import { parseQuery, queryProblemWordings } from '../analysis/index.ts';
import { formatAugmentation } from '../protocol/augmentation-text.ts';
import { augments } from '../protocol/augmentation.ts';
import { BlockyardError, describeProblem } from '../protocol/problems.ts';
import { fillWording } from '../protocol/wording.ts';
import type { Recipe } from '../protocol/recipe.ts';
import type { DataChoice } from '../protocol/run-spec.ts';
import type { Transfer } from '../protocol/transfer.ts';
import type { Epoch, RunDetail, RunSummary } from '../protocol/runs.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatNumberOf,
  formatPercent,
  formatTime,
} from './format.ts';
import { formatTable, print, printJson } from './output.ts';
import { describeOrigin } from './describe-origin.ts';
import { runDocument, summaryDocument } from './run-document.ts';
import { withRunner } from './with-runner.ts';

export interface ListOptions {
  readonly deleted?: true;
  readonly archived?: true;
}

/** @param query words of a query, as they came from the command line. @throws BlockyardError invalid-query */
export async function listRuns(
  query: readonly string[],
  { deleted, archived }: ListOptions,
  json: boolean,
): Promise<void> {
  const matches = matcherOf(query.join(' '));
  await withRunner((runner) => {
    const runs = runner
      .list()
      .filter(matches)
      .filter(({ deletedAt }) => (deletedAt !== undefined) === (deleted === true))
      .filter(({ archivedAt }) => deleted === true || (archivedAt !== undefined) === (archived === true));
    if (json) printJson(runs.map(summaryDocument));
    else if (runs.length > 0) print(formatTable(columns, runs.map(runRow)));
    else if (query.length > 0) print('No run fits.');
    else if (deleted === true) print('No run is deleted.');
    else if (archived === true) print('No run is archived.');
    else print('No runs yet. Try: blockyard train resnet20 --data mnist');
  });
}

function matcherOf(query: string): (run: RunSummary) => boolean {
  const parsed = parseQuery(query);
  if (parsed.ok) return parsed.value;
  const { code, facts, from, to } = parsed.error;
  throw new BlockyardError('invalid-query', {
    at: from + 1,
    part: query.slice(from, to),
    detail: fillWording(queryProblemWordings[code], facts),
  });
}

export async function showRun(id: string, json: boolean): Promise<void> {
  await withRunner((runner) => {
    const run = runner.get(id);
    if (json) printJson({ ...runDocument(run), spec: run.spec, log: run.log });
    else print(describeRun(run));
  });
}

const columns = [
  { title: 'Id' },
  { title: 'Name' },
  { title: 'Status' },
  { title: 'Epochs', align: 'right' },
  { title: 'Best accuracy', align: 'right' },
  { title: 'Training', align: 'right' },
  { title: 'Started' },
  { title: 'Tags' },
] as const;

function runRow(run: RunSummary): string[] {
  return [
    run.id,
    `${run.starred ? '★ ' : ''}${run.name.length > 40 ? `${run.name.slice(0, 39)}…` : run.name}`,
    run.status,
    String(run.epochs),
    run.bestEpoch === undefined ? '' : formatPercent(run.bestEpoch.valAccuracy),
    run.backend === undefined ? '' : formatDuration(run.trainingSeconds),
    formatTime(run.createdAt),
    run.tags.join(', '),
  ];
}

/** A run in full, for people. */
export function describeRun({ summary, spec, epochs, log }: RunDetail): string {
  const { recipe, data } = spec;
  const facts: [string, string | undefined][] = [
    ['Run', summary.id],
    ['Status', summary.status],
    [
      'Network',
      summary.params === undefined
        ? summary.architecture
        : `${summary.architecture}, ${formatCount(summary.params.total)} parameters`,
    ],
    [
      'Data',
      `${summary.dataset}${data.limit === undefined ? '' : `, first ${formatCount(data.limit)} images`}; validated on ${describeValidation(data.validation)}`,
    ],
    ['Recipe', describeRecipe(recipe)],
    ['Begins', spec.transfer && describeTransferSource(spec.transfer)],
    ['Device', summary.device === undefined ? undefined : `${summary.device} (${summary.backend ?? ''})`],
    [
      'Machine',
      summary.machine &&
        `${summary.machine.cpu}, ${formatCount(summary.machine.cores)} threads, ${formatBytes(summary.machine.memoryBytes)}`,
    ],
    ['Notice', summary.notice],
    ['Training', summary.backend === undefined ? undefined : formatDuration(summary.trainingSeconds)],
    ['Weights', summary.weightsHash],
    ['Origin', summary.origin && describeOrigin(summary.origin)],
    ['Tags', summary.tags.length === 0 ? undefined : summary.tags.join(', ')],
    ['Notes', summary.notes === '' ? undefined : summary.notes],
    ['Archived', summary.archivedAt === undefined ? undefined : formatTime(summary.archivedAt)],
    ['Deleted', summary.deletedAt === undefined ? undefined : formatTime(summary.deletedAt)],
    ['Problem', summary.problem && describeProblem(summary.problem)],
  ];
  const lines = facts.flatMap(([title, text]) => (text === undefined ? [] : [`${title.padEnd(9)} ${text}`]));
  const parts = [`${summary.starred ? '★ ' : ''}${summary.name}\n\n${lines.join('\n')}`];
  if (epochs.length > 0)
    parts.push(
      formatTable(
        epochColumns,
        epochs.map((epoch) => epochRow(epoch, summary.bestEpoch?.epoch)),
      ),
    );
  if (log.length > 0)
    parts.push(log.map(({ time, level, message }) => `${formatTime(time)} ${level}: ${message}`).join('\n'));
  return parts.join('\n\n');
}

function describeTransferSource({ from, fresh, frozen }: Transfer): string {
  const parts = [
    from.kind === 'run' ? `with the ${from.weights} weights of ${from.run}` : `with the weights of ${from.path}`,
  ];
  if (fresh.length > 0) parts.push(`anew: ${fresh.join(', ')}`);
  if (frozen.length > 0) parts.push(`frozen: ${frozen.join(', ')}`);
  return parts.join('; ');
}

function describeValidation(validation: DataChoice['validation']): string {
  switch (validation.kind) {
    case 'test':
      return 'the test set';
    case 'split':
      return `${formatPercent(validation.fraction)} of the training images`;
    case 'fold':
      return `fold ${String(validation.index)} of ${String(validation.of)} of the training images`;
  }
}

/** What every recipe has, and of the rest what this one switched on. */
function describeRecipe(recipe: Recipe): string {
  const rest = [
    recipe.warmup > 0 && `warm-up ${formatPercent(recipe.warmup)}`,
    recipe.l2 > 0 && `l2 ${String(recipe.l2)}`,
    recipe.labelSmoothing > 0 && `label smoothing ${String(recipe.labelSmoothing)}`,
    recipe.classWeights !== 'none' && `${recipe.classWeights} class weights`,
    augments(recipe.augmentation) && `augmented with ${formatAugmentation(recipe.augmentation)}`,
    recipe.mixedPrecision && 'mixed precision',
  ].filter((part) => part !== false);
  const schedule = recipe.schedule.kind === 'oneCycle' ? 'one-cycle' : recipe.schedule.kind;
  return [
    formatNumberOf(recipe.epochs, 'epoch'),
    `batch ${String(recipe.batchSize)}`,
    recipe.optimizer.kind,
    `rate ${String(recipe.learningRate)}`,
    schedule,
    ...rest,
    `seed ${String(recipe.seed)}`,
  ].join(', ');
}

const epochColumns = [
  { title: 'Epoch', align: 'right' },
  { title: 'Loss', align: 'right' },
  { title: 'Accuracy', align: 'right' },
  { title: 'Val. loss', align: 'right' },
  { title: 'Val. accuracy', align: 'right' },
  { title: 'Time', align: 'right' },
  { title: 'Images/s', align: 'right' },
  { title: '' },
] as const;

function epochRow(epoch: Epoch, best: number | undefined): string[] {
  return [
    String(epoch.epoch),
    formatLoss(epoch.loss),
    formatPercent(epoch.accuracy),
    formatLoss(epoch.valLoss),
    formatPercent(epoch.valAccuracy),
    formatDuration(epoch.seconds),
    formatCount(epoch.imagesPerSecond),
    epoch.epoch === best ? 'best' : '',
  ];
}

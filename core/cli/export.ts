import { resolve } from 'node:path';
import { acceptedDifference, type Exported, type ExportFormat } from '../protocol/export.ts';
import type { WeightKind } from '../protocol/transfer.ts';
import { formatBytes, formatCount } from './format.ts';
import { print, printJson, tell } from './output.ts';
import { withModels } from './with-models.ts';

interface ExportRunOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly weights: WeightKind;
  readonly replace: boolean;
}

/** What is under way after so many steps. */
const steps = ['', 'writing', 'trying what was written', ''];

/** Writes a run's model as a file or folder, and prints what came of trying it. @throws BlockyardError as ModelDesk */
export async function exportRun(
  run: string,
  { format, out, weights, replace }: ExportRunOptions,
  json: boolean,
): Promise<void> {
  await withModels(
    async (models) => {
      const exported = await models.ask('models.write', { run, weights, format, place: resolve(out), replace });
      if (json) printJson({ runId: run, weights, ...exported });
      else print(describeExport(exported));
    },
    ({ done }) => {
      const step = steps[done] ?? '';
      if (step !== '' && !json) tell(step);
    },
  );
}

function describeExport({ place, bytes, files, check }: Exported): string {
  const size = formatBytes(bytes);
  const what = files.length === 1 ? size : `${formatCount(files.length)} files, ${size}`;
  return `Wrote ${place} (${what}).\n${describeCheck(check)}`;
}

const sources = { test: 'test images', train: 'training images', random: 'images of noise, as the dataset is gone' };

function describeCheck(check: Exported['check']): string {
  if (check.kind === 'none') return `Not tried: ${check.reader} reads it, and is not part of Blockyard.`;
  const { runtime, images, source, largestDifference } = check;
  const tried = `Tried with ${runtime} on ${formatCount(images)} ${sources[source]}`;
  const far = largestDifference > acceptedDifference ? ', which is more than rounding explains' : '';
  return `${tried}: probabilities differ from the model's by ${formatDifference(largestDifference)} at most${far}.`;
}

function formatDifference(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

import type { RunSummary } from '../../../core/protocol/runs.ts';
import { deviceText } from '../../i18n/device-text.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';
import type { Fact } from './recipe-facts.ts';

/** What is known of a run besides its curves and its settings; what it has not got to is left out. `dataset` is the title of its data. */
export function runFacts(run: RunSummary, dataset: string, words: Dictionary, format: Format): readonly Fact[] {
  const { runs } = words;
  const facts: readonly { readonly label: string; readonly value: string | undefined }[] = [
    { label: runs.network, value: run.architecture },
    { label: runs.columns.dataset, value: dataset },
    { label: runs.columns.params, value: run.params && format.integer(run.params.total) },
    { label: runs.trainable, value: run.params && format.integer(run.params.trainable) },
    { label: runs.trainSize, value: run.trainSize === undefined ? undefined : format.integer(run.trainSize) },
    {
      label: runs.validationSize,
      value: run.validationSize === undefined ? undefined : format.integer(run.validationSize),
    },
    { label: runs.backend, value: run.backend && words.device.backends[run.backend] },
    { label: runs.columns.device, value: run.device && deviceText(run.device, words, format) },
    {
      label: words.machine.cpu,
      value: run.machine && words.machine.machine(run.machine.cpu, format.integer(run.machine.cores)),
    },
    { label: runs.columns.started, value: format.dateTime(run.createdAt) },
    { label: runs.ended, value: run.endedAt === undefined ? undefined : format.dateTime(run.endedAt) },
    { label: runs.id, value: run.id },
    { label: runs.weightsHash, value: run.weightsHash },
  ];
  return facts.filter((fact): fact is Fact => fact.value !== undefined);
}

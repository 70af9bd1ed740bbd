import type { DatasetDetail } from '../../../core/protocol/dataset-library.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';
import type { Fact } from '../runs/recipe-facts.ts';

const filesShown = 6;

/** Where a dataset comes from and where it lies. */
export function datasetFacts(
  { summary, builtIn, files, folder, importedAt }: DatasetDetail,
  hash: string | undefined,
  runs: number,
  { data: words }: Dictionary,
  format: Format,
): Fact[] {
  const labels = words.factLabels;
  const shown = files.slice(0, filesShown).map(({ name, bytes }) => `${name} (${format.bytes(bytes)})`);
  if (files.length > filesShown) shown.push(words.moreFiles(format.integer(files.length - filesShown)));
  return [
    { label: labels.name, value: summary.name },
    {
      label: labels.imported,
      value: importedAt === undefined || builtIn ? labels.comes : format.dateTime(importedAt),
    },
    { label: labels.runs, value: format.integer(runs) },
    // Of a folder of pictures they would be no list for people.
    ...(shown.length === 0 ? [] : [{ label: labels.source, value: shown.join('\n') }]),
    { label: labels.folder, value: folder },
    ...(hash === undefined ? [] : [{ label: labels.hash, value: hash }]),
  ];
}

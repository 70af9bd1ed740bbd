import type { Dictionary } from '../../../../i18n/en.ts';
import type { Format } from '../../../../lib/format/format.ts';
import { formatDimensions } from '../../../../lib/format/format.ts';
import { nodeDetail, nodeTitle, properName, type TitleWords } from '../../node-text.ts';
import { metricOf, metrics } from './table-order.ts';
import type { Table, TableRow } from './table-rows.ts';
import type { TextTable } from './table-text.ts';

type Words = Pick<Dictionary, 'design' | 'views'>;

/** What a row is called, and what matters of its settings. */
export function rowText(
  { part }: TableRow,
  { design, views }: Words,
  titles: TitleWords,
): { title: string; detail: string } {
  switch (part.kind) {
    case 'block':
      return {
        title: nodeTitle(part.node, titles, false),
        detail: nodeDetail(part.node, part.summary, false),
      };
    case 'branch':
      return { title: views.table.branch(String(part.number)), detail: '' };
    case 'merge':
      return { title: capitalise(design[part.merge]), detail: '' };
    case 'shortcut': {
      const steps = [design.shortcuts[part.shortcut] ?? part.shortcut, design.add];
      if (part.activation !== 'linear') steps.push(properName(part.activation));
      return { title: views.table.shortcut, detail: steps.join(' → ') };
    }
  }
}

/** The rows as they are shown, with exact figures; nesting is a number of its own and shows in the title. */
export function textTable(
  table: Table,
  rows: readonly TableRow[],
  nested: boolean,
  words: Words,
  titles: TitleWords,
): TextTable {
  const { views } = words;
  const names = views.table;
  const share = (value: number, total: number) => (total === 0 ? 0 : Number(((100 * value) / total).toFixed(2)));
  return [
    [
      ...(nested ? [names.level] : []),
      names.layer,
      names.settings,
      names.output,
      names.params,
      names.trainable,
      names.share(names.params),
      names.macs,
      names.share(names.macs),
      names.activationBytes,
    ],
    ...rows.map((row) => {
      const { title, detail } = rowText(row, words, titles);
      const [params = 0, macs = 0] = metrics.map((metric) => metricOf(row.cost, metric));
      return [
        ...(nested ? [row.depth + 1] : []),
        nested ? '  '.repeat(row.depth) + title : title,
        detail,
        row.output === undefined ? names.wrong : formatDimensions(row.output),
        params,
        row.cost.params.trainable,
        share(params, table.totals.params.total),
        macs,
        share(macs, table.totals.macs),
        row.cost.activationBytes,
      ];
    }),
    [
      ...(nested ? [0] : []),
      names.total,
      '',
      table.totals.output === undefined ? '' : formatDimensions(table.totals.output),
      table.totals.params.total,
      table.totals.params.trainable,
      100,
      table.totals.macs,
      100,
      table.totals.activationBytes,
    ],
  ];
}

/** One of the figures as the table shows it: counts to the last one, memory rounded. */
export function metricText(value: number, metric: (typeof metrics)[number], format: Format): string {
  return metric === 'memory' ? format.bytes(value) : format.integer(value);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

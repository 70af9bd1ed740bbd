import type { SpecDifference } from '../../../core/analysis/index.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';
import { settingLabel, settingText } from '../compare/difference-rows.ts';

export interface ChangeRow {
  readonly label: string;
  /** Undefined for what is told as a whole. */
  readonly from: string | undefined;
  readonly to: string;
}

/** Settings, then the network. */
export function specChangeRows({ settings, network }: SpecDifference, words: Dictionary, format: Format): ChangeRow[] {
  const none = '–';
  const rows: ChangeRow[] = settings.map(({ path, values: [from, to] }) => ({
    label: settingLabel(path, words),
    from: settingText(path, from, words, format) ?? none,
    to: settingText(path, to, words, format) ?? none,
  }));
  const { compare } = words;
  if (network === undefined) rows.push({ label: words.runs.network, from: undefined, to: compare.unreadableNetwork });
  else if (network.length > 0)
    rows.push({
      label: words.runs.network,
      from: undefined,
      to: compare.changes(network.length, format.integer(network.length)),
    });
  return rows;
}

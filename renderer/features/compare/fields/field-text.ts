import type { RunField } from '../../../../core/analysis/index.ts';
import type { SettingValue } from '../../../../core/protocol/flat-settings.ts';
import type { Dictionary } from '../../../i18n/en.ts';
import type { Format } from '../../../lib/format/format.ts';
import { figureText, settingLabel, settingText } from '../difference-rows.ts';

/** What a field is called. */
export function fieldLabel({ id, figure }: RunField, words: Dictionary): string {
  return figure === undefined ? settingLabel(id, words) : words.compare.results[figure];
}

/** A value of a field, as the table of differences writes it. */
export function valueText({ id, figure }: RunField, value: SettingValue, words: Dictionary, format: Format): string {
  if (figure !== undefined) return typeof value === 'number' ? figureText(figure, value, format) : '–';
  return settingText(id, value, words, format) ?? '–';
}

/** The same, as short as a mark of an axis has room for. */
export function tickText(field: RunField, value: SettingValue, words: Dictionary, format: Format): string {
  if (typeof value !== 'number' || field.figure === undefined) return shortened(valueText(field, value, words, format));
  switch (field.figure) {
    case 'bestAccuracy':
    case 'lastAccuracy':
    case 'trainAccuracy':
      return `${format.significant(100 * value, 3)}%`;
    case 'trainingSeconds':
      return format.duration(value);
    case 'valLoss':
    case 'trainLoss':
    case 'imagesPerSecond':
      return format.significant(value, 3);
    case 'parameters':
    case 'multiplyAdds':
    case 'epochs':
      return format.count(value);
  }
}

function shortened(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}

import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';

/** An image's label as training sees it, largest part first: `70% cat`, `30% dog`. Parts of one class are one, and what is less than half a percent is left out. */
export function blendWords(
  own: string,
  other: string,
  share: number,
  words: Dictionary['augmentation']['preview'],
  format: Format,
): readonly string[] {
  const percent = Math.round(100 * share);
  if (own === other || percent === 100) return [own];
  if (percent === 0) return [other];
  const parts = [
    { name: own, percent },
    { name: other, percent: 100 - percent },
  ];
  return parts
    .sort((a, b) => b.percent - a.percent)
    .map((part) => words.part(format.percent(part.percent / 100, 0), part.name));
}

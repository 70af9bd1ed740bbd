import { augmentationAmounts, movesPictures, type Augmentation } from '../../../core/protocol/augmentation.ts';
import type { Dictionary } from '../../i18n/en.ts';

/** What is switched on, in words: "Mirror left to right, Rotation 15°"; empty where nothing is. */
export function augmentationWords(augmentation: Augmentation, words: Dictionary['augmentation']): string {
  const flips = (['horizontalFlip', 'verticalFlip'] as const).filter((name) => augmentation[name]);
  const amounts = (Object.keys(augmentationAmounts) as (keyof typeof augmentationAmounts)[]).filter(
    (name) => augmentation[name] > 0,
  );
  const items = [
    ...flips.map((name) => words.names[name]),
    ...amounts.map((name) => words.amount(words.names[name], String(augmentation[name]), words.units[name] ?? '')),
  ];
  if (movesPictures(augmentation)) items.push(words.amount(words.fill, words.fills[augmentation.fill], ''));
  return items.join(words.separator);
}

import {
  augmentationAmounts,
  augmentationSchema,
  augments,
  fills,
  noAugmentation,
  type Augmentation,
  type AugmentationAmount,
} from './augmentation.ts';

/** Words of the short notation, in the order in which it is written. */
const amounts = {
  crop: 'crop',
  rotate: 'rotation',
  shift: 'shift',
  zoom: 'zoom',
  shear: 'shear',
  brightness: 'brightness',
  contrast: 'contrast',
  saturation: 'saturation',
  cutout: 'cutout',
  mixup: 'mixup',
  cutmix: 'cutmix',
} as const satisfies Readonly<Record<string, AugmentationAmount>>;

const switches = { flip: 'horizontalFlip', vflip: 'verticalFlip' } as const;

/** One item of the notation that is wrong, and what would be right. */
export interface AugmentationFault {
  readonly item: string;
  readonly detail: string;
}

/**
 * Reads the short notation: `flip,crop4,rotate15,mixup0.2,reflect`, or `none`. A word without its number means the usual amount.
 */
export function parseAugmentation(
  text: string,
): { readonly ok: true; readonly value: Augmentation } | { readonly ok: false; readonly error: AugmentationFault } {
  const fault = (item: string, detail: string) => ({ ok: false, error: { item, detail } }) as const;
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'none') return { ok: true, value: noAugmentation };
  const fields = new Map<keyof Augmentation, unknown>();
  for (const item of trimmed.split(',').map((part) => part.trim())) {
    const [, word = '', digits = ''] = /^([a-z]+)([\d.][\d.e-]*)?$/.exec(item) ?? [];
    const read = readItem(word, digits);
    if (read === undefined) return fault(item, `the words are ${knownWords.join(', ')}`);
    const [field, value] = read;
    if (fields.has(field)) return fault(item, 'it is there twice');
    const checked = augmentationSchema.shape[field].safeParse(value);
    if (!checked.success) return fault(item, rangeOf(field));
    fields.set(field, value);
  }
  return { ok: true, value: augmentationSchema.parse(Object.fromEntries(fields)) };
}

/** The same augmentation in the short notation; `none` where nothing is switched on. */
export function formatAugmentation(augmentation: Augmentation): string {
  if (!augments(augmentation)) return 'none';
  return [
    ...entries(switches).flatMap(([word, field]) => (augmentation[field] ? [word] : [])),
    ...entries(amounts).flatMap(([word, field]) =>
      augmentation[field] > 0 ? [`${word}${String(augmentation[field])}`] : [],
    ),
    ...(augmentation.fill === noAugmentation.fill ? [] : [augmentation.fill]),
  ].join(',');
}

const knownWords = [...Object.keys(switches), ...Object.keys(amounts), ...fills];

function readItem(word: string, digits: string): [keyof Augmentation, unknown] | undefined {
  const amount = entries(amounts).find(([known]) => known === word)?.[1];
  if (amount !== undefined) return [amount, digits === '' ? augmentationAmounts[amount].usual : Number(digits)];
  if (digits !== '') return undefined;
  const toggle = entries(switches).find(([known]) => known === word)?.[1];
  if (toggle !== undefined) return [toggle, true];
  const fill = fills.find((known) => known === word);
  return fill === undefined ? undefined : ['fill', fill];
}

function rangeOf(field: keyof Augmentation): string {
  const amount = Object.entries(augmentationAmounts).find(([name]) => name === field)?.[1];
  return amount === undefined ? '' : `give a ${amount.whole ? 'whole ' : ''}number from 0 to ${String(amount.max)}`;
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): readonly [K, V][] {
  return Object.entries(record) as [K, V][];
}

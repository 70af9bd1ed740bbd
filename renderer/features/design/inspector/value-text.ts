import { formatBranches, type InceptionBranches } from '../../../../core/model/index.ts';
import { properName } from '../node-text.ts';

export interface ValueWords {
  readonly on: string;
  readonly off: string;
  readonly none: string;
  /** Of a setting that the block chooses. */
  readonly byItself: string;
  readonly classes: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, { readonly label: string }>>;
}

/** A field's value as a person reads it: `3 × 3`, `on`, `He normal`, `Stride 2 × 2`. */
export function valueText(value: unknown, words: ValueWords): string {
  if (value === undefined) return words.none;
  if (value === null) return words.byItself;
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return choiceText(value, words);
  if (Array.isArray(value)) {
    const sides: readonly unknown[] = value.flat();
    if (sides.every((side) => typeof side === 'number')) {
      const alike = sides.length > 2 && sides.every((side) => side === sides[0]);
      return alike ? String(sides[0]) : sides.join(' × ');
    }
    // The only other lists that a field has.
    return formatBranches(value as InceptionBranches).replace(/(\d)x(\d)/g, '$1×$2');
  }
  const parts = Object.entries(value).map(
    ([name, inner]) => `${words.fields[name]?.label ?? name} ${valueText(inner, words)}`,
  );
  return parts.length === 0 ? words.none : parts.join(', ');
}

/** One of a field's choices, as papers write it where they do. */
export function choiceText(choice: string, words: Pick<ValueWords, 'choices' | 'classes'>): string {
  if (choice === 'classes') return words.classes;
  return Object.hasOwn(words.choices, choice) ? (words.choices[choice] ?? choice) : properName(choice);
}

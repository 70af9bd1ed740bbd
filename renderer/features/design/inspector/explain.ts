import type { Control } from '../../../../core/model/index.ts';
import type { Explained } from './about.svelte.ts';
import type { Setting } from './settings.ts';
import { type ValueWords, valueText } from './value-text.ts';

interface Words extends ValueWords {
  readonly mixedHelp: string;
  readonly choiceHelp: Readonly<Record<string, string>>;
  default(value: string): string;
  range(low: string, high: string): string;
  rangeWhole(low: string, high: string): string;
  writeNumber(low: string, high: string): string;
  writeWhole(low: string, high: string): string;
}

type FormatNumber = (value: number) => string;

/** All that is worth knowing of a setting where it stands. */
export function explain(about: {
  readonly label: string;
  readonly help: string;
  readonly setting: Setting;
  readonly words: Words;
  readonly number: FormatNumber;
}): Explained {
  const { label, help, setting, words, number } = about;
  const { control, default: initial } = setting.field;
  const notes: string[] = [];
  if (setting.mixed) notes.push(words.mixedHelp);
  if (typeof setting.value === 'string' && Object.hasOwn(words.choiceHelp, setting.value))
    notes.push(words.choiceHelp[setting.value] ?? '');
  if ('min' in control)
    notes.push(words[control.type === 'number' ? 'range' : 'rangeWhole'](number(control.min), number(control.max)));
  if (control.type !== 'overrides' && initial !== null) notes.push(words.default(valueText(initial, words)));
  return { label, help, notes };
}

/** What to write instead of something that is not in the range of a control. */
export function rangeFault(control: Control, words: Words, number: FormatNumber): string | undefined {
  if (!('min' in control)) return undefined;
  return words[control.type === 'number' ? 'writeNumber' : 'writeWhole'](number(control.min), number(control.max));
}

import { controlKey } from '../frame/shortcuts.ts';

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether a press is one of these keys, written as `Mod+Shift+Z`. */
export function isPressed(event: Press, keys: readonly string[]): boolean {
  return keys.some((chord) => {
    const parts = chord.split('+');
    const key = parts.at(-1) ?? '';
    return (
      (event.key.toLowerCase() === key.toLowerCase() || digitOf(event) === key) &&
      (event.ctrlKey || event.metaKey) === parts.includes('Mod') &&
      event.altKey === parts.includes('Alt') &&
      event.shiftKey === parts.includes('Shift')
    );
  });
}

/** By the key's place, since with Alt some keyboards write other signs. */
function digitOf({ code }: Press): string | undefined {
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
}

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Insert: 'Ins',
  Escape: 'Esc',
};

/** `Ctrl Shift Z`. */
export function shownKeys(chord: string, platform: string): string {
  return chord
    .split('+')
    .map((part) => (part === 'Mod' ? controlKey(platform) : (signs[part] ?? part)))
    .join(' ');
}

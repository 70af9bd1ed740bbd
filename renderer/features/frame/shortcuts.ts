export type Command =
  'design' | 'train' | 'runs' | 'data' | 'studies' | 'library' | 'help' | 'settings' | 'start' | 'pause';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>;

const plain: Readonly<Record<string, Command>> = {
  '1': 'design',
  '2': 'train',
  '3': 'runs',
  '4': 'data',
  '5': 'studies',
  '?': 'help',
};
const withControl: Readonly<Record<string, Command>> = { Enter: 'start', ',': 'settings', p: 'pause', o: 'library' };

/** The command of a key press. Plain keys mean what they say while a person writes. */
export function shortcutFor(event: Press): Command | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) return withControl[event.key];
  return isWriting(event.target) ? undefined : plain[event.key];
}

/** Whether a key that is pressed there is meant as text, or chooses in a list. */
export function isWriting(target: EventTarget | null): boolean {
  if (typeof HTMLElement === 'undefined' || !(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement || target.isContentEditable || target.getAttribute('role') === 'listbox';
}

/** `⌘` on a Mac, `Ctrl` elsewhere. */
export function controlKey(platform: string): string {
  return platform === 'darwin' ? '⌘' : 'Ctrl';
}

import { describe, expect, it } from 'vitest';
import { designCommands } from './commands.ts';
import { isPressed, shownKeys } from './keys.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('keys', () => {
  it('are those that are written, with all that is held and no more', () => {
    expect(isPressed(press('z', { ctrlKey: true }), ['Mod+Z'])).toBe(true);
    expect(isPressed(press('z', { metaKey: true }), ['Mod+Z'])).toBe(true);
    expect(isPressed(press('Z', { ctrlKey: true, shiftKey: true }), ['Mod+Z'])).toBe(false);
    expect(isPressed(press('Z', { ctrlKey: true, shiftKey: true }), ['Mod+Shift+Z', 'Mod+Y'])).toBe(true);
    expect(isPressed(press('a', { altKey: true }), ['A'])).toBe(false);
    expect(isPressed(press('ArrowUp', { altKey: true }), ['Alt+ArrowUp'])).toBe(true);
  });

  it('are shown as they are written on a keyboard', () => {
    expect(shownKeys('Mod+Shift+Z', 'linux')).toBe('Ctrl Shift Z');
    expect(shownKeys('Alt+ArrowUp', 'darwin')).toBe('Alt ↑');
  });

  it('mean one thing each', () => {
    const all = designCommands.flatMap(({ keys }) => keys);
    expect(all.length).toBe(new Set(all).size);
  });
});

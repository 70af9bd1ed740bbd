import { describe, expect, it } from 'vitest';
import { designCommands } from './commands.ts';
import { isPressed, shownKeys } from './keys.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
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

  it('are digits by their place, since with Alt some keyboards write other signs', () => {
    expect(isPressed(press('¡', { code: 'Digit1', altKey: true }), ['Alt+1'])).toBe(true);
    expect(isPressed(press('2', { code: 'Numpad2', altKey: true }), ['Alt+2'])).toBe(true);
    expect(isPressed(press('1', { code: 'Digit1' }), ['Alt+1'])).toBe(false);
    expect(isPressed(press('1', { code: 'Digit1', altKey: true, ctrlKey: true }), ['Alt+1'])).toBe(false);
    expect(isPressed(press('é', { code: 'Digit2', altKey: true }), ['Alt+1'])).toBe(false);
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

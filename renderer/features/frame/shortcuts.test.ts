import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../state/router.svelte.ts';
import { controlKey, shortcutFor } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  target: null,
  ...more,
});

describe('shortcutFor', () => {
  it('knows places, help and commands', () => {
    expect(['1', '2', '3', '4', '5', '?', 'x'].map((key) => shortcutFor(press(key)))).toEqual([
      'design',
      'train',
      'runs',
      'data',
      'studies',
      'help',
      undefined,
    ]);
    expect(shortcutFor(press('Enter', { ctrlKey: true }))).toBe('start');
    expect(shortcutFor(press('Enter', { metaKey: true }))).toBe('start');
    expect(shortcutFor(press('Enter'))).toBeUndefined();
    expect(shortcutFor(press('1', { altKey: true }))).toBeUndefined();
  });

  it('names the key as the platform does', () => {
    expect([controlKey('darwin'), controlKey('linux')]).toEqual(['⌘', 'Ctrl']);
  });
});

describe('routes', () => {
  it('survive being written and read, and fall back to Train', () => {
    expect(parseRoute(formatRoute('runs', 'a/b c'))).toEqual({ place: 'runs', run: 'a/b c' });
    expect(parseRoute('#/design/x')).toEqual({ place: 'design', run: undefined });
    expect(parseRoute('')).toEqual({ place: 'train', run: undefined });
    expect(parseRoute('#/nowhere')).toEqual({ place: 'train', run: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { viewOfKey } from './design-view.svelte.ts';

const press = (code: string, more: Partial<KeyboardEvent> = {}) => ({
  code,
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

describe('viewOfKey', () => {
  it('takes Alt with a digit, and nothing else', () => {
    expect(['Digit1', 'Digit2', 'Numpad3', 'Digit4', 'Digit0', 'KeyA'].map((code) => viewOfKey(press(code)))).toEqual([
      'tower',
      'table',
      'code',
      undefined,
      undefined,
      undefined,
    ]);
    expect(viewOfKey(press('Digit1', { altKey: false }))).toBeUndefined();
    expect(viewOfKey(press('Digit1', { ctrlKey: true }))).toBeUndefined();
  });
});

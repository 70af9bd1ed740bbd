import { expect, it } from 'vitest';
import { hasDisplay, missingLibraries } from './display.mjs';

it('knows whether a window can be shown', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
});

it("finds the window's libraries that the loader does not know", () => {
  const line = (/** @type {string} */ name) => `\t${name} (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/${name}\n`;
  const all = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1', 'libvulkan.so.1'].map(line).join('');
  expect(missingLibraries(all)).toEqual([]);
  expect(missingLibraries(all.replace(/\tlibgbm.*\n/u, ''))).toEqual(['libgbm.so.1']);
});

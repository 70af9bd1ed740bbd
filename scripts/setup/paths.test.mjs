import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder, projectRoot } from './paths.mjs';
import { existsSync } from 'node:fs';

describe('cache folder', () => {
  it('is BLOCKYARD_CACHE where that is set', () => {
    expect(cacheFolder({ BLOCKYARD_CACHE: '/big/disk' }, 'linux', '/home/ada')).toBe('/big/disk');
  });

  it.each([
    ['linux', {}, join('/home/ada', '.cache', 'blockyard')],
    ['linux', { BLOCKYARD_CACHE: '', XDG_CACHE_HOME: '/xdg' }, join('/xdg', 'blockyard')],
    // The XDG base directory specification: a relative path is to be ignored.
    ['linux', { XDG_CACHE_HOME: 'relative' }, join('/home/ada', '.cache', 'blockyard')],
    ['darwin', { XDG_CACHE_HOME: '/xdg' }, join('/home/ada', 'Library', 'Caches', 'blockyard')],
    ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'blockyard')],
  ])('follows the custom of %s with %j', (platform, env, expected) => {
    expect(cacheFolder(env, platform, '/home/ada')).toBe(expected);
  });
});

it('knows the checkout', () => {
  expect(existsSync(join(projectRoot, 'package.json'))).toBe(true);
});

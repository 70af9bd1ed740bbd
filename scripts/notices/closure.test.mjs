import { expect, it } from 'vitest';
import { closureOf } from './closure.mjs';

it("follows Node's way of finding packages", () => {
  const packages = {
    '': {},
    'node_modules/a': { dependencies: { b: '1', c: '1' } },
    'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
    'node_modules/b': {},
    'node_modules/c': { optionalDependencies: { d: '1', absent: '1' } },
    'node_modules/d': { dependencies: { a: '1' } },
    'node_modules/unrelated': {},
  };
  expect(closureOf(packages, ['a'])).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/c',
    'node_modules/d',
  ]);
});

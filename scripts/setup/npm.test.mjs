import { expect, it } from 'vitest';
import { firstDifference } from './npm.mjs';

const wanted = {
  '': { version: '1.0.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};

it('is content when everything needed is installed, and optional packages of other platforms are not', () => {
  expect(firstDifference(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } })).toBeUndefined();
});

it('sees a package that is missing, of another version or of other content', () => {
  expect(firstDifference(wanted, {})).toBe('node_modules/a');
  expect(firstDifference(wanted, { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } })).toBe(
    'node_modules/a',
  );
  expect(firstDifference(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } })).toBe(
    'node_modules/a',
  );
  const oldOptional = { 'node_modules/a': wanted['node_modules/a'], 'node_modules/b': { version: '1.0.0' } };
  expect(firstDifference(wanted, oldOptional)).toBe('node_modules/b');
});

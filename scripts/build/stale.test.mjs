import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint, isStale, markBuilt } from './stale.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'blockyard-stale-'));
  mkdirSync(join(root, 'core', 'model'), { recursive: true });
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'core', 'model', 'a.ts'), 'one');
  writeFileSync(join(root, 'dist', 'out.cjs'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const part = { output: 'dist/out.cjs', inputs: ['core', 'package.json'] };

it('builds what was never built, and not again', () => {
  expect(isStale(root, 'cli', part)).toBe(true);
  markBuilt(root, 'cli', fingerprint(root, part.inputs));
  expect(isStale(root, 'cli', part)).toBe(false);
  expect(isStale(root, 'engine', part)).toBe(true);
});

it.each([
  ['a source changes', () => writeFileSync(join(root, 'core', 'model', 'a.ts'), 'longer')],
  ['a source of the same size changes', () => utimesSync(join(root, 'core', 'model', 'a.ts'), 1, 1)],
  ['a source appears', () => writeFileSync(join(root, 'core', 'b.ts'), '')],
  ['a source is gone', () => rmSync(join(root, 'core', 'model', 'a.ts'))],
  ['a missing input appears', () => writeFileSync(join(root, 'package.json'), '{}')],
  ['the output is gone', () => rmSync(join(root, 'dist', 'out.cjs'))],
])('builds again when %s', (_, change) => {
  markBuilt(root, 'cli', fingerprint(root, part.inputs));
  change();
  expect(isStale(root, 'cli', part)).toBe(true);
});

it('does not build again for a test', () => {
  markBuilt(root, 'cli', fingerprint(root, part.inputs));
  writeFileSync(join(root, 'core', 'model', 'a.test.ts'), 'test');
  expect(isStale(root, 'cli', part)).toBe(false);
});

import { expect, it } from 'vitest';
import { forbiddenIn } from './page.mjs';

it('refuses a page that reaches Node or TensorFlow', () => {
  expect(forbiddenIn('a.js', 'import("node:fs")')).toContain('a.js contains node:');
  expect(forbiddenIn('a.js', "require('@tensorflow/tfjs')")).toContain('a.js contains @tensorflow');
});

it('lets a property named node pass', () => {
  expect(forbiddenIn('a.js', 'const x={node:y,"other":1}')).toBeUndefined();
});

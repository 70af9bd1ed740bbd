import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countPlaywright, countVitest, readCounts } from './reports.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('counts a test file that did not load as a failure', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 5, failed: 2 });
});

it('counts a flaky end-to-end test as a failure', () => {
  expect(countPlaywright({ stats: { expected: 7, unexpected: 1, flaky: 1 }, errors: [] })).toEqual({
    passed: 7,
    failed: 2,
  });
});

it('never lets a program that failed or left no report pass', () => {
  const file = join(folder, 'report.json');
  expect(readCounts(file, countVitest, 0)).toEqual({ passed: 0, failed: 1 });
  writeFileSync(file, '{ half');
  expect(readCounts(file, countVitest, 0)).toEqual({ passed: 0, failed: 1 });
  writeFileSync(file, JSON.stringify({ numPassedTests: 3, numFailedTests: 0 }));
  expect(readCounts(file, countVitest, 1)).toEqual({ passed: 3, failed: 1 });
  expect(readCounts(file, countVitest, 0)).toEqual({ passed: 3, failed: 0 });
});

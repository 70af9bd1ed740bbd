import { readFileSync } from 'node:fs';

/**
 * @typedef {{passed: number, failed: number}} Counts
 */

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {number} a field that should be a count, 0 when it is not there
 */
function countIn(value, name) {
  const field =
    typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value)[name] : undefined;
  return typeof field === 'number' ? field : 0;
}

/**
 * @param {unknown} report of vitest's JSON reporter
 * @returns {Counts} tests, and files that failed before they had any test
 */
export function countVitest(report) {
  const results =
    /** @type {{testResults?: {status?: string, assertionResults?: unknown[]}[]}} */ (report).testResults ?? [];
  const brokenFiles = results.filter(
    (file) => file.status === 'failed' && (file.assertionResults ?? []).length === 0,
  ).length;
  return { passed: countIn(report, 'numPassedTests'), failed: countIn(report, 'numFailedTests') + brokenFiles };
}

/**
 * @param {unknown} report of Playwright's JSON reporter
 * @returns {Counts} a flaky test counts as failed: the window must do the same every time
 */
export function countPlaywright(report) {
  const { stats, errors } = /** @type {{stats?: unknown, errors?: unknown[]}} */ (report);
  const failed = countIn(stats, 'unexpected') + countIn(stats, 'flaky') + (errors ?? []).length;
  return { passed: countIn(stats, 'expected'), failed };
}

/**
 * Reads a report; a program that left none, or that failed with a report that shows no failure, counts as one failure.
 *
 * @param {string} file
 * @param {(report: unknown) => Counts} count
 * @param {number} exitCode of the program that wrote it
 * @returns {Counts}
 */
export function readCounts(file, count, exitCode) {
  /** @type {Counts} */
  let counts;
  try {
    counts = count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

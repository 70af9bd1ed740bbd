/**
 * `npm test`: set-up, checks, unit tests, the end-to-end tests on the real window, and the smoke test on the packaged app. The
 * last line is `N passed, N failed`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, runChecks } from './check/checks.mjs';
import { countPlaywright, countVitest, readCounts } from './check/reports.mjs';
import { endWithNpm, run } from './setup/child.mjs';
import { hasDisplay, provideWindowLibraries, startVirtualDisplay } from './setup/display.mjs';
import { setTensorFlowEnvironment } from './setup/environment.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { projectRoot } from './setup/paths.mjs';

const REPORTS = join(projectRoot, '.build', 'reports');

/**
 * @param {string} title
 * @param {() => Promise<import('./check/reports.mjs').Counts>} work
 * @returns {Promise<import('./check/reports.mjs').Counts>}
 */
async function stage(title, work) {
  const began = Date.now();
  process.stdout.write(`\n== ${title}\n`);
  const counts = await work();
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`== ${title}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)\n`);
  return counts;
}

/**
 * Runs a program below node_modules, its output on ours.
 *
 * @param {string} bin
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code
 */
async function runProgram(bin, args, env) {
  const { code } = await run(process.execPath, [join(projectRoot, 'node_modules', bin), ...args], {
    cwd: projectRoot,
    env,
    stdio: 'stderr',
  });
  return code;
}

/** @returns {Promise<import('./check/reports.mjs').Counts>} */
async function unitTests() {
  const report = join(REPORTS, 'unit.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runProgram('vitest/vitest.mjs', args, process.env);
  return readCounts(report, countVitest, code);
}

/**
 * Runs end-to-end tests, on a display of their own where there is none.
 *
 * @param {string} name of the report
 * @param {string[]} args which tests; none for all
 * @param {NodeJS.ProcessEnv} extra
 * @returns {Promise<import('./check/reports.mjs').Counts>}
 */
async function endToEndTests(name, args, extra) {
  const report = join(REPORTS, `${name}.json`);
  const display = hasDisplay() ? undefined : await startVirtualDisplay();
  try {
    const env = {
      ...process.env,
      ...(display === undefined ? {} : { DISPLAY: display.display }),
      ...extra,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    };
    const output = join(projectRoot, '.build', 'e2e', name);
    const all = ['test', ...args, '--output', output, '--reporter=list,json'];
    const code = await runProgram('@playwright/test/cli.js', all, env);
    return readCounts(report, countPlaywright, code);
  } finally {
    display?.stop();
  }
}

/**
 * All end-to-end tests: a window waits more than it works, so two halves go on at once, each on a display of its own where they have no person's to
 * share.
 *
 * @returns {Promise<import('./check/reports.mjs').Counts>}
 */
async function allEndToEndTests() {
  if (hasDisplay()) return await endToEndTests('e2e', [], {});
  return sum(await Promise.all([1, 2].map((half) => endToEndTests(`e2e-${half}`, [`--shard=${half}/2`], {}))));
}

/**
 * @param {readonly import('./check/reports.mjs').Counts[]} counts
 * @returns {import('./check/reports.mjs').Counts}
 */
function sum(counts) {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
  };
}

/** @returns {Promise<import('./check/reports.mjs').Counts>} */
async function packagedApp() {
  const { code } = await run(process.execPath, [join(projectRoot, 'scripts', 'package.mjs')], { stdio: 'stderr' });
  if (code !== 0) return { passed: 0, failed: 1 };
  const folder = join(projectRoot, 'release', 'linux-unpacked');
  return await endToEndTests('packaged', ['smoke'], { BLOCKYARD_PACKAGED: folder });
}

endWithNpm('SIGTERM');
await runMain(async () => {
  setTensorFlowEnvironment(process.env);
  await setUp({ tensorflow: true, electron: true, build: ['terminal', 'window'] });
  await provideWindowLibraries({ server: !hasDisplay() });
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const results = [
    await stage('checks', () => runChecks(CHECKS)),
    await stage('unit tests', unitTests),
    await stage('end-to-end tests', allEndToEndTests),
    ...(process.platform === 'linux' ? [await stage('packaged app', packagedApp)] : []),
  ];
  const { passed, failed } = sum(results);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/child.mjs';
import { projectRoot } from '../setup/paths.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} bin path of a program below node_modules
 * @property {string[]} args
 */

/** Everything that is checked without running the app. The longest come first, since two run at a time. */
/** @type {readonly Check[]} */
export const CHECKS = [
  {
    name: 'lint',
    bin: 'eslint/bin/eslint.js',
    args: ['--max-warnings', '0', '.'],
  },
  { name: 'types', bin: 'typescript/bin/tsc', args: ['--build'] },
  { name: 'types of tests', bin: 'typescript/bin/tsc', args: ['--project', 'tsconfig.test.json'] },
  { name: 'types of scripts', bin: 'typescript/bin/tsc', args: ['--project', 'scripts/tsconfig.json'] },
  {
    name: 'svelte-check',
    bin: 'svelte-check/bin/svelte-check',
    args: ['--workspace', 'renderer', '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  {
    name: 'import rules',
    bin: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'core', 'electron', 'renderer'],
  },
  { name: 'unused code', bin: 'knip/bin/knip.js', args: ['--no-progress'] },
  { name: 'format', bin: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
];

/**
 * @param {Check} check
 * @returns {Promise<{check: Check, passed: boolean, output: string, seconds: number}>}
 */
async function runCheck(check) {
  const began = Date.now();
  const program = join(projectRoot, 'node_modules', check.bin);
  if (!existsSync(program)) return { check, passed: false, output: `${check.bin} is not installed`, seconds: 0 };
  const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=4096', NO_UPDATE_NOTIFIER: '1' };
  const { code, output } = await run(process.execPath, [program, ...check.args], { cwd: projectRoot, env });
  return { check, passed: code === 0, output, seconds: (Date.now() - began) / 1000 };
}

/**
 * Runs checks two at a time and prints each result; the output of one that fails is printed whole.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks(checks) {
  const waiting = [...checks];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await runCheck(check);
      counts[result.passed ? 'passed' : 'failed'] += 1;
      process.stdout.write(`${result.passed ? 'ok    ' : 'FAILED'} ${check.name} (${result.seconds.toFixed(1)} s)\n`);
      if (!result.passed) process.stdout.write(`${result.output.trim()}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  return counts;
}

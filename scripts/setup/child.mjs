import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let handlersInstalled = false;

/** @param {NodeJS.Signals} signal @returns {number} the shell's exit code for a process ended by this signal */
export function exitCodeOfSignal(signal) {
  return 128 + constants.signals[signal];
}

/**
 * While set-up runs, an interrupt ends its children (pip, npm, the compiler) too, and the process exits with the shell's
 * code for that signal. Results are written to temporary names, so nothing half-made is left behind under its own name.
 */
function installHandlers() {
  if (handlersInstalled) return;
  handlersInstalled = true;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);
}

/** @param {NodeJS.Signals} signal */
function onSignal(signal) {
  for (const child of running) child.kill(signal);
  process.exit(exitCodeOfSignal(signal));
}

/** Gives the signals back, for a command that is about to pass them on by itself. */
export function releaseSignals() {
  if (!handlersInstalled) return;
  handlersInstalled = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.off(signal, onSignal);
}

/**
 * Runs a command quietly and waits for it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, stdio?: 'capture' | 'stderr', input?: string}} [options]
 *   `stderr` shows the command's output on our stderr instead of collecting it
 * @returns {Promise<{code: number, output: string, stdout: string, missing: boolean, timedOut: boolean}>} `missing` when there is no
 *   such command; a child ended by a signal counts as that signal's exit code
 */
export function run(command, args, options = {}) {
  installHandlers();
  return new Promise((resolve) => {
    const shown = options.stdio === 'stderr';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', shown ? 2 : 'pipe', shown ? 2 : 'pipe'],
    });
    running.add(child);
    let output = '';
    let stdout = '';
    let timedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      running.delete(child);
      const missing = /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
      resolve({ code: 127, output: String(error), stdout, missing, timedOut });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({
        code: code ?? (signal === null ? 1 : exitCodeOfSignal(signal)),
        output,
        stdout,
        missing: false,
        timedOut,
      });
    });
  });
}

/**
 * Runs the command a person asked for with this terminal's own streams, passes signals on and answers its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  releaseSignals();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'inherit' });
    // A terminal sends its interrupt to the whole group, so the child has it already; a plain `kill` of us does not.
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === null ? 1 : exitCodeOfSignal(signal)));
    });
  });
}

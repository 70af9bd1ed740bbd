import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let handlersInstalled = false;

/** @param {NodeJS.Signals} signal @returns {number} the shell's exit code for a process ended by this signal */
export function exitCodeOfSignal(signal) {
  return 128 + constants.signals[signal];
}

/** How long an interrupted child may take to clean up after itself. */
const GRACE_MS = 2_000;

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * While set-up runs, an interrupt ends its children (pip, npm, the compiler) and theirs too, and the process exits with the
 * shell's code for that signal. Results are written to temporary names, so nothing half-made is left behind under its own
 * name.
 */
function installHandlers() {
  if (handlersInstalled) return;
  handlersInstalled = true;
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal to it and its children */
function killGroup(child, signal) {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}

/** @param {NodeJS.Signals} signal */
function onSignal(signal) {
  // Waited for, since the lock is given back when this process ends.
  const exit = () => process.exit(exitCodeOfSignal(signal));
  if (running.size === 0) exit();
  for (const child of running) {
    killGroup(child, signal);
    child.once('close', () => {
      if (running.size === 0) exit();
    });
  }
  setTimeout(() => {
    for (const child of running) killGroup(child, 'SIGKILL');
    exit();
  }, GRACE_MS);
}

/** Gives the signals back, for a command that is about to pass them on by itself. */
export function releaseSignals() {
  if (!handlersInstalled) return;
  handlersInstalled = false;
  for (const signal of SIGNALS) process.off(signal, onSignal);
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
      // A process group of its own, so that it can be ended together with its own children.
      detached: process.platform !== 'win32',
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
            killGroup(child, 'SIGKILL');
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
 * A signal to npm alone ends npm and its shell, but never reaches what they run. So a command that npm started watches for
 * the end of its parent and takes that for the signal.
 *
 * @param {NodeJS.Signals} signal what to send to ourselves then
 */
export function endWithNpm(signal) {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, signal);
  }, 250);
  timer.unref();
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
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward);
      resolve(code ?? (signal === null ? 1 : exitCodeOfSignal(signal)));
    });
  });
}

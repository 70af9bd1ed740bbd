import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

/** Brings the bundles of the terminal and the engine up to date. */
export function buildTerminal(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', 'terminal'], { cwd: root, stdio: 'pipe' });
  if (!existsSync(bundle)) throw new Error('The terminal could not be built.');
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error has said this. */
  readonly said: (pattern: RegExp) => Promise<void>;
}

/** The real program in a process of its own, on the library in `home`. */
export function start(home: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { ...process.env, BLOCKYARD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  const said = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(stderr)) resolve();
      };
      waiting.add(look);
      look();
      void finished.then(() => {
        reject(new Error(`It ended without saying ${String(pattern)}: ${stderr}`));
      });
    });
  return { process: child, finished, said };
}

export function run(home: string, args: readonly string[]): Promise<Finished> {
  return start(home, args).finished;
}

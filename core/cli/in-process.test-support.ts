import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { runCommand } from './program.ts';

let home = '';

/** Gives the tests of a file a library of their own, which `blockyard` and `write` use. */
export function useLibrary(): void {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'blockyard-cli-'));
  });
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line in this process: starting one for each of so many would take most of the time. */
export async function runOn(library: string, args: readonly string[]): Promise<Finished> {
  vi.stubEnv('BLOCKYARD_HOME', library);
  const written = { stdout: '', stderr: '' };
  const keep = (stream: keyof typeof written) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
  const spies = [keep('stdout'), keep('stderr')];
  try {
    const code = await runCommand(args);
    return { code, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

export const blockyard = (...args: string[]): Promise<Finished> => runOn(home, args);

/** A file in the folder of the library. */
export function write(name: string, document: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

/** An architecture document of these blocks. */
export const network = (children: unknown[]): unknown => ({
  format: 'blockyard.architecture',
  version: 1,
  name: 'Mine',
  root: { id: 'root', kind: 'sequence', children },
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { packsFolder } from './packs.ts';

export interface TestLibrary {
  /** A folder for anything. */
  readonly scratch: string;
  /** Of the library, which is not there yet. */
  readonly home: string;
  /** An empty folder for what is imported. */
  readonly files: string;
  /** Everything in the library's folder of datasets, hidden or not. */
  kept(): string[];
}

/** A library of its own for every test of the file that calls this, with a folder of files named `files`. */
export function useLibrary(files: string): TestLibrary {
  let scratch = '';
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'blockyard-data-'));
    mkdirSync(join(scratch, files));
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });
  return {
    get scratch() {
      return scratch;
    },
    get home() {
      return join(scratch, 'home');
    },
    get files() {
      return join(scratch, files);
    },
    kept() {
      const folder = packsFolder(this.home);
      return existsSync(folder) ? readdirSync(folder) : [];
    },
  };
}

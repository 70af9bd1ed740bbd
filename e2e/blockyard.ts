import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, errors, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { electron, projectRoot } from '../scripts/setup/paths.mjs';

/** One start of the app on a library. */
export interface Opened {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Ends the app as a person would, agreeing to stop what trains. */
  close(): Promise<void>;
}

interface Fixtures {
  /** How the names of the libraries' folders begin. */
  homePrefix: string;
  /** A library of its own for each test, empty at first. */
  home: string;
  /** Starts the app on the test's library; it is closed after the test, and errors in its page fail the test. */
  open: () => Promise<Opened>;
  /** Errors of pages, seen so far. A test that causes one on purpose takes it out. */
  pageErrors: string[];
}

/** The packaged app's program, when the tests are to drive that. */
export const packaged = process.env['BLOCKYARD_PACKAGED'];

export const test = base.extend<Fixtures>({
  homePrefix: ['blockyard-e2e-', { option: true }],
  home: async ({ homePrefix }, use) => {
    const home = mkdtempSync(join(tmpdir(), homePrefix));
    await use(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  pageErrors: async ({ home }, use) => {
    const seen: string[] = [];
    await use(seen);
    expect(seen, `errors in the page, with the library ${home}`).toEqual([]);
  },
  open: async ({ home, pageErrors }, use) => {
    const opened: Opened[] = [];
    await use(async () => {
      const one = await openApp(home, pageErrors);
      opened.push(one);
      return one;
    });
    for (const one of opened) await one.close();
  },
});

async function openApp(home: string, pageErrors: string[]): Promise<Opened> {
  const app = await launch(home);
  const page = await app.firstWindow();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  let closed = false;
  app.on('close', () => {
    closed = true;
  });
  return {
    app,
    page,
    async close() {
      if (closed) return;
      await agreeToEverything(app);
      await app.close();
    },
  };
}

/**
 * Starts the app, again when the first try hangs: on a busy machine the debugger sometimes meets the window half made (Electron 22), and neither goes on.
 */
async function launch(home: string): Promise<ElectronApplication> {
  const options = {
    ...program(),
    env: environment(home),
    timeout: 20_000,
  };
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    return _electron.launch(options);
  }
}

/** Starts the app once more as the system would, without a debugger, and waits for it to end by itself. Returns its exit code. */
export async function startAgain(home: string): Promise<unknown> {
  const { executablePath, args } = program();
  const second = spawn(executablePath, args, { env: environment(home), stdio: 'ignore', timeout: 30_000 });
  const [code] = (await once(second, 'exit')) as [unknown];
  return code;
}

/** How to start the app: from the checkout, or the packaged one. */
function program(): { executablePath: string; args: string[] } {
  // Chromium's sandbox refuses to run as root.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  if (packaged !== undefined) return { executablePath: join(packaged, packagedProgram()), args: flags };
  const here = electron();
  if (here === undefined) throw new Error('Electron is not installed here. Run npm run setup first.');
  return { executablePath: here.executable, args: [...flags, projectRoot] };
}

/** Of the program in the folder that electron-builder makes. */
function packagedProgram(): string {
  if (process.platform === 'darwin') return join('Blockyard.app', 'Contents', 'MacOS', 'Blockyard');
  return process.platform === 'win32' ? 'Blockyard.exe' : 'blockyard';
}

function environment(home: string): Record<string, string> {
  const own = Object.entries(process.env).flatMap<[string, string]>(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  // Not every machine has the locale of the language, and without one of UTF-8 Chromium knows no path with other letters than ASCII's.
  const locale = { LANG: 'en_US.UTF-8', LC_ALL: 'C.UTF-8', LANGUAGE: 'en' };
  return { ...Object.fromEntries<string>(own), BLOCKYARD_HOME: home, ...locale };
}

/** From now on the app's own dialogs are answered with their first button. */
async function agreeToEverything(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
}

export { expect };

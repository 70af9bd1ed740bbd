import { app, dialog, powerMonitor, type BrowserWindow } from 'electron';
import { flushLog, log } from './log.ts';
import type { Words } from './words.ts';

/** How long a clean stop may take before the app ends anyway; what was checkpointed is on disk by then. */
const closeLimitMs = 20_000;

export interface QuittingOptions {
  activeRuns: () => number;
  /** Imports, downloads and exports that wait or are under way. */
  activeJobs: () => number;
  /** Stops what trains, keeping weights, and closes the library. */
  close: () => Promise<void>;
  words: () => Words;
}

/** The way out: asks while something trains or data is worked on, then stops it cleanly. A system that shuts down is not asked back. */
export class Quitting {
  readonly #options: QuittingOptions;
  #agreed = false;
  #asking = false;
  #closed = false;

  constructor(options: QuittingOptions) {
    this.#options = options;
    app.on('before-quit', (event) => {
      if (!this.#agreed && this.#isBusy()) {
        event.preventDefault();
        void this.#ask(undefined);
      }
    });
    app.on('will-quit', (event) => {
      if (this.#closed) return;
      event.preventDefault();
      void this.#close();
    });
    app.on('window-all-closed', () => {
      // On macOS an app outlives its windows, and so does its training.
      if (process.platform !== 'darwin' || this.#agreed) app.quit();
    });
    // Not before: Chromium sets handlers of its own until the app is ready, and those quit in the way that asks.
    void app.whenReady().then(() => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#quitNow());
      powerMonitor.on('shutdown', () => this.#quitNow());
    });
  }

  /** Whether the app is on its way out. */
  get agreed(): boolean {
    return this.#agreed;
  }

  /** Whether the window may close now; if not, the person is being asked. */
  mayClose(window: BrowserWindow): boolean {
    if (this.#agreed || process.platform === 'darwin' || !this.#isBusy()) return true;
    void this.#ask(window);
    return false;
  }

  async #ask(window: BrowserWindow | undefined): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const words = this.#options.words();
    const runs = this.#options.activeRuns();
    const jobs = this.#options.activeJobs();
    const options = {
      type: 'question',
      message: words(runs > 0 ? 'quitTitle' : 'quitDataTitle'),
      detail: [
        ...(runs > 0 ? [words('quitDetail', { count: runs })] : []),
        ...(jobs > 0 ? [words('quitDataDetail', { count: jobs })] : []),
      ].join('\n'),
      buttons: [words('quitStop'), words(runs > 0 ? 'quitStay' : 'quitDataStay')],
      defaultId: 1,
      cancelId: 1,
    } satisfies Electron.MessageBoxOptions;
    const { response } = await (window === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    this.#asking = false;
    if (response === 0) this.#quitNow();
  }

  #isBusy(): boolean {
    return this.#options.activeRuns() + this.#options.activeJobs() > 0;
  }

  #quitNow(): void {
    this.#agreed = true;
    app.quit();
  }

  async #close(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, closeLimitMs));
    try {
      await Promise.race([this.#options.close(), limit]);
    } catch (error) {
      log('error', `closing failed: ${String(error)}`);
    }
    await flushLog();
    this.#closed = true;
    // Electron hears this only once it has finished with the event that was held back.
    setImmediate(() => app.quit());
  }
}

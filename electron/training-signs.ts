import { BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { Language } from '../core/protocol/language.ts';
import type { RunSummary } from '../core/protocol/runs.ts';
import { EndWatch, endNotice, trainingProgress } from './run-notice.ts';

/** Shows outside the page how training goes: progress on the taskbar, no sleep while it lasts, a notification when it ends. */
export class TrainingSigns {
  readonly #runs = new Map<string, RunSummary>();
  readonly #ends = new EndWatch();
  readonly #language: () => Language;
  readonly #showWindow: () => void;
  #blocker: number | undefined;

  /** @param showWindow brings the window to the front, for a click on a notification */
  constructor(language: () => Language, showWindow: () => void) {
    this.#language = language;
    this.#showWindow = showWindow;
  }

  take(run: RunSummary): void {
    const ended = this.#ends.ended(run);
    this.#runs.set(run.id, run);
    const progress = trainingProgress(this.#runs.values());
    if (progress === undefined) this.#runs.clear();
    this.#stayAwake(progress !== undefined && !progress.paused);
    for (const window of BrowserWindow.getAllWindows()) {
      if (progress === undefined) window.setProgressBar(-1);
      else window.setProgressBar(progress.part, { mode: progress.paused ? 'paused' : 'normal' });
    }
    if (ended) this.#notify(run);
  }

  #stayAwake(needed: boolean): void {
    if (needed && this.#blocker === undefined) {
      this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    } else if (!needed && this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }

  /** Who looks at the window sees it there; a system notification is for who does not. */
  #notify(run: RunSummary): void {
    if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return;
    const notification = new Notification(endNotice(run, this.#language()));
    notification.on('click', this.#showWindow);
    notification.show();
  }
}

import { BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { Language } from '../core/protocol/language.ts';
import type { RunSummary } from '../core/protocol/runs.ts';
import type { SweepStanding } from '../core/protocol/sweeps.ts';
import { EndWatch, endNotice, sweepNotice, trainingProgress, type RunNotice } from './run-notice.ts';

export interface EndedSweep {
  readonly name: string;
  readonly standing: SweepStanding;
}

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

  /** @param sweep that it was made for, once it has ended */
  take(run: RunSummary, sweep: EndedSweep | undefined): void {
    const ended = this.#ends.ended(run);
    this.#runs.set(run.id, run);
    const progress = trainingProgress(this.#runs.values());
    if (progress === undefined) this.#runs.clear();
    this.#stayAwake(progress !== undefined && !progress.paused);
    for (const window of BrowserWindow.getAllWindows()) {
      if (progress === undefined) window.setProgressBar(-1);
      else window.setProgressBar(progress.part, { mode: progress.paused ? 'paused' : 'normal' });
    }
    // A study of thirty runs tells of its end once.
    if (ended && sweep === undefined) this.#notify(endNotice(run, this.#language()));
    else if (ended && sweep?.standing.active === 0)
      this.#notify(sweepNotice(sweep.name, sweep.standing, this.#language()));
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
  #notify(notice: RunNotice): void {
    if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return;
    const notification = new Notification(notice);
    notification.on('click', this.#showWindow);
    notification.show();
  }
}

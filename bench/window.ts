import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { TrainPlace } from '../e2e/experiment.ts';
import type { Reply, Transport } from '../core/protocol/channels.ts';
import { runSummarySchema } from '../core/protocol/runs.ts';
import { z } from 'zod';
import { measureEdits, type EditResult } from './edit.ts';
import type { Setup } from './setup.ts';

export interface WindowResult {
  readonly electron: string;
  /** Per start of the app, milliseconds from the beginning of the page's loading until a person can press Train. */
  readonly interactiveMs: readonly number[];
  /** The same, from the start of the program. */
  readonly fromLaunchMs: readonly number[];
  readonly training: {
    readonly seconds: number;
    readonly stepsPerSecond: number;
    /** Tasks of the page over 50 ms, as the browser counts them (Long Tasks API), longest first. */
    readonly longTasksMs: readonly number[];
    /** Longest time in which the page's event loop did not come round; waits for a free core are in it. */
    readonly longestGapMs: number;
    /** Animation frames drawn per second. */
    readonly framesPerSecond: number;
  };
  readonly editing: EditResult;
}

export const interactiveTargetMs = 2000;
export const taskTargetMs = 50;
/** The rate of steps at which the page must stay responsive. */
export const stepsPerSecondTarget = 100;

const starts = 5;
const settleMs = 4000;

/** What the page keeps while it is watched. */
interface Watch {
  longTasks: number[];
  longestGap: number;
  frames: number;
  started: number;
}

declare global {
  interface Window {
    blockyardBench?: Watch;
    readonly blockyard?: Transport;
  }
}

/** Opens the real window several times, then watches its page through a training. */
export async function measureWindow(setup: Setup, seconds: number, say: (line: string) => void): Promise<WindowResult> {
  if (setup.electron === undefined) throw new Error('There is no Electron here; npm run setup provides it.');
  const interactiveMs: number[] = [];
  const fromLaunchMs: number[] = [];
  for (let start = 1; start <= starts; start += 1) {
    await withEmptyApp(setup, async ({ page, launched }) => {
      const times = await untilInteractive(page);
      interactiveMs.push(times.interactive);
      fromLaunchMs.push(times.at - launched);
      say(`window: start ${start} of ${starts}: interactive after ${times.interactive.toFixed(0)} ms`);
    });
  }
  const training = await withEmptyApp(setup, ({ page }) => watchTraining(page, seconds, say));
  const editing = await withEmptyApp(setup, ({ app, page }) => measureEdits(app, page, say));
  return { electron: setup.electron.version, interactiveMs, fromLaunchMs, training, editing };
}

interface OpenedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly launched: number;
}

/** On a library of its own, which is removed afterwards. */
async function withEmptyApp<T>(setup: Setup, use: (opened: OpenedApp) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'blockyard-bench-'));
  try {
    return await withApp(setup, home, use);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The real window on a library. */
export async function withApp<T>(setup: Setup, home: string, use: (opened: OpenedApp) => Promise<T>): Promise<T> {
  const launched = Date.now();
  const app = await _electron.launch({
    executablePath: setup.electron?.executable ?? '',
    args: [...(setup.electron?.args ?? [])],
    env: { ...definedEnvironment(), BLOCKYARD_HOME: home, LANG: 'en_US.UTF-8', LANGUAGE: 'en' },
  });
  try {
    return await use({ app, page: await app.firstWindow(), launched });
  } finally {
    await closeApp(app);
  }
}

async function closeApp(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
  await app.close();
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Interactive: Train can be pressed, and the page has come round to its next frame. The page's loading begins before the window is shown, and
 * Playwright may look late, so this is rather too much than too little.
 */
async function untilInteractive(page: Page): Promise<{ interactive: number; at: number }> {
  const train = await new TrainPlace(page).train.elementHandle({ timeout: 60_000 });
  const ready = await page.waitForFunction(
    (button) =>
      button instanceof HTMLButtonElement && !button.disabled && { interactive: performance.now(), at: Date.now() },
    train,
    { polling: 'raf', timeout: 60_000 },
  );
  const times = await ready.jsonValue();
  if (times === false) throw new Error('The page has no Train button that can be pressed.');
  return times;
}

async function watchTraining(
  page: Page,
  seconds: number,
  say: (line: string) => void,
): Promise<WindowResult['training']> {
  const place = new TrainPlace(page);
  // Batch 32 of 28 x 28 pictures: more than 100 steps a second on any machine of today.
  await place.start({ network: 'LeNet-5', epochs: 1000, batchSize: 32 });
  await place.toHavePoints('Loss', 100);
  await page.waitForTimeout(settleMs);
  say(`window: watching the page for ${seconds} s of training`);
  await startWatch(page);
  const before = await stepsOf(page);
  await page.waitForTimeout(seconds * 1000);
  const after = await stepsOf(page);
  const { longTasks, longestGap, frames } = await page.evaluate(() => {
    if (window.blockyardBench === undefined) throw new Error('The page was loaded anew.');
    return window.blockyardBench;
  });
  return {
    seconds,
    stepsPerSecond: (1000 * (after.step - before.step)) / (after.at - before.at),
    longTasksMs: [...longTasks].sort((a, b) => b - a),
    longestGapMs: longestGap,
    framesPerSecond: frames / seconds,
  };
}

/** Long tasks by the browser's own account, the event loop by a message that the page keeps sending to itself every few milliseconds. */
async function startWatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { longTasks: [], longestGap: 0, frames: 0, started: performance.now() };
    window.blockyardBench = watch;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watch.longTasks.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      watch.longestGap = Math.max(watch.longestGap, now - last);
      last = now;
    }, 5);
    const frame = (): void => {
      watch.frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Steps trained by the newest run, as the program tells the page. */
async function stepsOf(page: Page): Promise<{ step: number; at: number }> {
  const reply = await page.evaluate(
    async (): Promise<Reply | undefined> => await window.blockyard?.request('runs.list', undefined),
  );
  if (reply?.ok !== true) throw new Error('The page could not ask for its runs.');
  const [run] = z.array(runSummarySchema).parse(reply.value);
  if (run?.status !== 'running') throw new Error(`The run is ${run?.status ?? 'gone'}, not running.`);
  return { step: run.step, at: Date.now() };
}

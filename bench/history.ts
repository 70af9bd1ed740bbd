import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { curvePoints, curveRuns, makeLibrary, type MadeLibrary } from './history-library.ts';
import type { Setup } from './setup.ts';
import { withApp } from './window.ts';

/** What one library costs to look at. Times are until the frame after the change has been handed over to be drawn, milliseconds, one per round. */
export interface LibraryResult {
  readonly runs: number;
  /** From the beginning of the page's loading until the list shows its runs. */
  readonly listed: number;
  readonly filtered: readonly Timed[];
  readonly sorted: readonly Timed[];
  /** Curves of `curveRuns` runs of `curvePoints` points: from asking for them until they are drawn. */
  readonly overlaid: readonly number[];
  /** While they are panned. */
  readonly pannedFramesPerSecond: number;
  /** As many as the library has, at most a thousand. */
  readonly parallelRuns: number;
  readonly parallel: readonly number[];
  readonly brushed: readonly number[];
  readonly pointsPerSecond: number;
}

export interface Timed {
  readonly what: string;
  readonly ms: readonly number[];
}

export interface HistoryResult {
  readonly electron: string;
  readonly libraries: readonly LibraryResult[];
}

export const listTargetMs = 50;
export const overlayTargetMs = 300;
export const panTargetFrames = 30;
export const parallelTargetMs = 500;
export const ingestTarget = 50_000;
/** Of runs: what the targets are about, and what they grow from. */
export const sizes = [100, 1000, 10_000] as const;
export const parallelRuns = 1000;
const rounds = 5;

const queries = ['accuracy > 90%', 'resnet', 'status=completed dataset=mnist', 'lr <= 0.01 -tag:wide params < 1M'];
const columns = ['Name', 'Best val. accuracy', 'Started', 'Network'];

/** Looks at generated libraries in the real window. */
export async function measureHistory(setup: Setup, say: (line: string) => void): Promise<HistoryResult> {
  if (setup.electron === undefined) throw new Error('There is no Electron here; npm run setup provides it.');
  const libraries: LibraryResult[] = [];
  for (const size of sizes) {
    const home = mkdtempSync(join(tmpdir(), 'blockyard-bench-history-'));
    try {
      const made = makeLibrary(home, size, say);
      libraries.push(await withApp(setup, home, ({ page }) => measureLibrary(page, made, say)));
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }
  return { electron: setup.electron.version, libraries };
}

async function measureLibrary(page: Page, made: MadeLibrary, say: (line: string) => void): Promise<LibraryResult> {
  const runs = made.runs.length;
  await page.evaluate(() => {
    location.hash = '#/runs';
  });
  const table = page.getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', String(runs + 1), { timeout: 60_000 });
  const listed = await page.evaluate(() => performance.now());
  await installTimer(page);
  const filtered: Timed[] = [];
  for (const query of queries) filtered.push({ what: query, ms: await inRounds(() => filterBy(page, query)) });
  say(`history: ${runs} runs: filtered`);
  const sorted: Timed[] = [];
  for (const column of columns) sorted.push({ what: column, ms: await inRounds(() => sortBy(page, column)) });
  say(`history: ${runs} runs: sorted`);

  const compared = made.runs.slice(0, parallelRuns);
  const parallel = await inRounds(() =>
    openComparison(page, compared, '[data-axis]', `[data-runs="${compared.length}"]`),
  );
  const brushed = await inRounds(() => brush(page));
  say(`history: ${runs} runs: ${compared.length} in parallel coordinates`);
  const overlaid = await inRounds(() =>
    openComparison(
      page,
      made.curves,
      `canvas[data-curves="${2 * made.curves.length}"]`,
      `[data-points="${curvePoints}"]`,
    ),
  );
  const pannedFramesPerSecond = await pan(page);
  say(`history: ${runs} runs: ${curveRuns} curves overlaid and panned`);
  return {
    runs,
    listed,
    filtered,
    sorted,
    overlaid,
    pannedFramesPerSecond,
    parallelRuns: compared.length,
    parallel,
    brushed,
    pointsPerSecond: made.pointsPerSecond,
  };
}

async function inRounds(measure: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await measure());
  return times;
}

declare global {
  interface Window {
    /** Does something and waits for what comes of it; milliseconds until the frame with it has been handed over. */
    blockyardTimed?: (act: () => void, isThere: () => boolean) => Promise<number>;
  }
}

async function installTimer(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.blockyardTimed = async (act, isThere) => {
      // From the beginning of a frame's time, as a person's hand knows nothing of frames but a measurement should.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const start = performance.now();
      act();
      const deadline = start + 60_000;
      while (!isThere()) {
        if (performance.now() > deadline) throw new Error('What was waited for did not come.');
        await new Promise((resolve) => setTimeout(resolve));
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    };
  });
}

/** Writes a query where nothing was written. */
async function filterBy(page: Page, query: string): Promise<number> {
  await page.getByRole('searchbox').fill('');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return page.evaluate(async (text) => {
    const field = document.querySelector<HTMLInputElement>('input[type=search]');
    const list = document.querySelector('table');
    if (field === null || list === null || window.blockyardTimed === undefined) throw new Error('There is no list.');
    const before = list.getAttribute('aria-rowcount');
    return window.blockyardTimed(
      () => {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      },
      () => document.querySelector('table')?.getAttribute('aria-rowcount') !== before,
    );
  }, query);
}

/** Sorts by a column, or the other way round where it is sorted by it. */
async function sortBy(page: Page, column: string): Promise<number> {
  await page.getByRole('searchbox').fill('');
  return page.evaluate(async (name) => {
    const head = Array.from(document.querySelectorAll('thead th')).find((cell) => cell.textContent.trim() === name);
    const button = head?.querySelector('button');
    if (head === undefined || button === null || button === undefined || window.blockyardTimed === undefined)
      throw new Error(`There is no column ${name}.`);
    const before = head.getAttribute('aria-sort');
    return window.blockyardTimed(
      () => button.click(),
      () => head.getAttribute('aria-sort') !== before,
    );
  }, column);
}

/** Opens a comparison from the list of runs; until both of these are there. */
async function openComparison(
  page: Page,
  ids: readonly string[],
  ...there: readonly [string, string]
): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/runs';
  });
  await expect(page.getByRole('table')).toBeVisible();
  return page.evaluate(
    async ({ address, wanted }) => {
      if (window.blockyardTimed === undefined) throw new Error('There is no timer.');
      return window.blockyardTimed(
        () => {
          location.hash = address;
        },
        () => wanted.every((selector) => document.querySelector(selector) !== null),
      );
    },
    { address: `#/runs/compare/${ids.join(',')}`, wanted: there },
  );
}

/** Brushes the last axis by a key, and takes the brush away again outside of the measurement. */
async function brush(page: Page): Promise<number> {
  const time = await page.evaluate(async () => {
    const ends = Array.from(document.querySelectorAll<HTMLElement>('[data-axis] .low'));
    const end = ends.at(-1);
    const canvas = document.querySelector('canvas[data-runs]');
    if (end === undefined || canvas === null || window.blockyardTimed === undefined)
      throw new Error('There are no axes.');
    const before = canvas.getAttribute('data-runs');
    return window.blockyardTimed(
      () => end.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageUp', bubbles: true })),
      () => canvas.getAttribute('data-runs') !== before,
    );
  });
  await page.evaluate(() => {
    const end = Array.from(document.querySelectorAll<HTMLElement>('[data-axis] .low')).at(-1);
    end?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  });
  return time;
}

/** Zooms into the curves and moves along them for two seconds, a step for every frame. */
async function pan(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const canvas = document.querySelector('canvas[data-curves]');
    if (canvas === null) throw new Error('There are no curves.');
    const press = (key: string): void => {
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    };
    press('+');
    press('+');
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 2000) {
      press(Math.floor(frames / 4) % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames += 1;
    }
    const framesPerSecond = (1000 * frames) / (performance.now() - start);
    press('0');
    return framesPerSecond;
  });
}

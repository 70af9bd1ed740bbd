import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type ElectronApplication, type Page } from '@playwright/test';
import { z } from 'zod';
import { blocks, explodeNode, findPreset, nodesOf, type Architecture } from '../core/model/index.ts';
import { DesignPlace } from '../e2e/design.ts';
import { goTo } from '../e2e/experiment.ts';
import { median } from './statistics.ts';

export interface EditResult {
  /** Blocks of the network that is edited, all unfolded. */
  readonly blocks: number;
  readonly edits: readonly EditCost[];
}

/** Processor time of the page's main thread for one kind of edit, milliseconds, per edit. */
export interface EditCost {
  readonly edit: string;
  /** From the key until the frame that shows the edit is handed over to be drawn. */
  readonly untilPainted: readonly number[];
  /** All that follows from it before the next key: also what is shown a frame later. */
  readonly altogether: readonly number[];
}

/** A frame at 60 Hz. */
export const editTargetMs = 16;
const rounds = 15;
const network = 'resnet110';

const edits = [
  { edit: 'select the next block', keys: 'ArrowDown' },
  { edit: 'duplicate', keys: 'Control+d' },
  { edit: 'undo', keys: 'Control+z' },
  { edit: 'redo', keys: 'Control+y' },
  { edit: 'move down', keys: 'Alt+ArrowDown' },
  { edit: 'delete', keys: 'Delete' },
] as const;

/** Edits a network of more than 300 blocks by keyboard, under the browser's own trace. */
export async function measureEdits(
  app: ElectronApplication,
  page: Page,
  say: (line: string) => void,
): Promise<EditResult> {
  const place = new DesignPlace(page);
  const { root } = exploded(network);
  await goTo(page, 'Design');
  await place.openPreset('LeNet-5');
  await place.clear();
  await place.tree.click({ position: { x: 20, y: 10 } });
  await place.paste(root.children);
  const count = nodesOf(root).length - 1;
  await expect(place.blocks).toHaveCount(count, { timeout: 30_000 });
  await place
    .block(/^Convolution/)
    .nth(40)
    .click();
  // So that undoing does not go back to the selection of all that was pasted.
  await page.keyboard.press('Control+d');
  await page.waitForTimeout(2000);
  say(`edit: ${edits.length} edits of a network of ${count} blocks, ${rounds} times each`);
  const trace = await traced(app, async () => {
    for (let round = 0; round < rounds; round += 1)
      for (const { keys } of edits) {
        await page.keyboard.press(keys);
        await settled(page);
      }
  });
  const costs = costsOf(trace);
  return {
    blocks: count,
    edits: edits.map(({ edit }, index) => {
      const own = costs.filter((_, at) => at % edits.length === index);
      return {
        edit,
        untilPainted: own.map(({ untilPainted }) => untilPainted),
        altogether: own.map(({ altogether }) => altogether),
      };
    }),
  };
}

/** The edit that costs most until it is painted, in the median. */
export function slowestEdit({ edits: measured }: EditResult): EditCost {
  return measured.reduce((slowest, one) => (median(one.untilPainted) > median(slowest.untilPainted) ? one : slowest));
}

/** A preset whose blocks are all taken apart, down to layers. */
function exploded(id: string): Architecture {
  let architecture = findPreset(id)?.architecture;
  if (architecture === undefined) throw new Error(`There is no preset ${id}.`);
  for (;;) {
    const composite = nodesOf(architecture.root).find(({ kind }) => blocks[kind].category === 'composite');
    if (composite === undefined) return architecture;
    const edited = explodeNode(architecture, composite.id);
    if (!edited.ok) throw new Error(edited.error.map(({ code }) => code).join());
    ({ architecture } = edited.value);
  }
}

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds. */
      ts: z.number(),
      dur: z.number().default(0),
      /** Of the thread's processor time, microseconds. */
      tdur: z.number().default(0),
      args: z
        .object({ data: z.object({ type: z.unknown() }).partial() })
        .partial()
        .catch({}),
    }),
  ),
});
type TraceEvent = z.infer<typeof traceSchema>['traceEvents'][number];

/** Waits until what an edit changes at once, and a frame later, is painted; advice and saving wait longer. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame += 1)
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  });
}

/** What Chromium's processes did while something is done. */
async function traced(app: ElectronApplication, act: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-trace-'));
  const file = join(folder, 'trace.json');
  try {
    await app.evaluate(({ contentTracing }) =>
      contentTracing.startRecording({
        included_categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
        excluded_categories: ['*'],
      }),
    );
    await act();
    await app.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), file);
    return traceSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).traceEvents;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Per edit, what the page's main thread did for it, milliseconds. */
function costsOf(events: readonly TraceEvent[]): { untilPainted: number; altogether: number }[] {
  const isKey = ({ name, args }: TraceEvent): boolean => name === 'EventDispatch' && args.data?.type === 'keydown';
  const page = events.find(isKey);
  const own = events.filter(({ pid, tid }) => pid === page?.pid && tid === page.tid).sort((a, b) => a.ts - b.ts);
  const tasks = own.filter(({ name }) => name === 'RunTask');
  // The end of a frame is called Commit by later ones.
  const frames = own.filter(({ name }) => name === 'CompositeLayers' || name === 'Commit');
  // Keys that are held, such as Control, are pressed first.
  let at = -1;
  const keys = own.filter(isKey);
  const pressed = Array.from({ length: rounds }, () =>
    edits.map(({ keys: all }) => keys[(at += all.split('+').length)]),
  ).flat();
  return pressed.map((key, index) => {
    const from = key?.ts ?? NaN;
    const until = pressed[index + 1]?.ts ?? own.at(-1)?.ts ?? NaN;
    const painted = frames.find(({ ts }) => ts > from)?.ts ?? NaN;
    if (!(painted < until)) throw new Error('An edit was not painted before the next one.');
    const work = (end: number): number =>
      sum(tasks.filter(({ ts, dur }) => ts + dur > from && ts < end).map(({ tdur }) => tdur / 1000));
    return { untilPainted: work(painted), altogether: work(until) };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

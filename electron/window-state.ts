import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { settingsSchema } from '../core/protocol/channels.ts';

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

const windowStateSchema = z.object({
  bounds: rectangleSchema.optional(),
  maximized: z.boolean().default(false),
  /** A copy of the library's settings, so that the window has its colour and the menu its language before the library is open. */
  settings: settingsSchema,
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const defaultSize = { width: 1440, height: 900 } as const;
export const minimumSize = { width: 900, height: 600 } as const;

/** What was remembered, or the defaults where there is nothing or something unreadable. */
export function readWindowState(path: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { maximized: false, settings: settingsSchema.parse({}) };
  }
}

export async function writeWindowState(path: string, state: WindowState): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(state, null, 2)}\n`);
}

/**
 * Where to open: the remembered place when enough of it is on a screen that is still there to be grabbed with the mouse, else the default size, no
 * larger than the first screen, in its middle.
 *
 * @param screens work areas of the screens, the main one first
 */
export function openingBounds(
  remembered: Rectangle | undefined,
  screens: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (remembered !== undefined && screens.some((screen) => isReachable(remembered, screen))) {
    return {
      x: remembered.x,
      y: remembered.y,
      width: Math.max(remembered.width, minimumSize.width),
      height: Math.max(remembered.height, minimumSize.height),
    };
  }
  const main = screens[0] ?? { x: 0, y: 0, ...defaultSize };
  return { width: Math.min(defaultSize.width, main.width), height: Math.min(defaultSize.height, main.height) };
}

/** At least 200 x 40 pixels at the top of the window are on the screen. */
function isReachable(window: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return across >= 200 && window.y >= screen.y - 10 && window.y <= screen.y + screen.height - 40;
}

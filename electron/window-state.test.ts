import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openingBounds, readWindowState, writeWindowState, type WindowState } from './window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'blockyard-window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('window state', () => {
  it('comes back as it was written', async () => {
    const file = join(folder, 'written.json');
    const state: WindowState = {
      bounds: { x: 10, y: 20, width: 1000, height: 700 },
      maximized: true,
      settings: { theme: 'dark', language: 'zh' },
    };
    await writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });

  it.each(['', '{"bounds": {"x": "left"}}', '[]', '{"bounds": '])(
    'starts from the defaults with the file %j',
    (text) => {
      const file = join(folder, 'broken.json');
      writeFileSync(file, text);
      expect(readWindowState(file)).toEqual({ maximized: false, settings: { theme: 'system', language: 'system' } });
    },
  );
});

describe('openingBounds', () => {
  const main = { x: 0, y: 0, width: 1920, height: 1080 };
  const right = { x: 1920, y: 0, width: 1280, height: 800 };

  it('opens at 1440 x 900 the first time', () => {
    expect(openingBounds(undefined, [main])).toEqual({ width: 1440, height: 900 });
  });

  it('opens no larger than the screen', () => {
    expect(openingBounds(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 });
  });

  it('opens where it was, on any screen', () => {
    const place = { x: 2000, y: 50, width: 1100, height: 700 };
    expect(openingBounds(place, [main, right])).toEqual(place);
  });

  it('comes back to the main screen when its own is gone', () => {
    expect(openingBounds({ x: 2000, y: 50, width: 1100, height: 700 }, [main])).toEqual({ width: 1440, height: 900 });
  });

  it('does not open with its title above the screen', () => {
    expect(openingBounds({ x: 100, y: -300, width: 1100, height: 700 }, [main])).toEqual({ width: 1440, height: 900 });
  });

  it('is never smaller than its contents allow', () => {
    expect(openingBounds({ x: 0, y: 0, width: 300, height: 200 }, [main])).toEqual({
      x: 0,
      y: 0,
      width: 900,
      height: 600,
    });
  });
});

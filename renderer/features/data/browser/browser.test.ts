import { describe, expect, it } from 'vitest';
import type { ImagePage } from '../../../../core/protocol/dataset-library.ts';
import { contentTop, imageAt, layOut, moveBy, placeOf, reveal, scrollTopOf, visibleRange } from './grid-layout.ts';
import { ImagePages, pageSize, sideFor } from './image-pages.ts';
import { toRgba } from './pixels.ts';

describe('the grid', () => {
  const layout = layOut(1003, 400, 48);

  it('fills the width, and the last row as far as there are images', () => {
    expect(layout).toMatchObject({ columns: 8, rows: 126, height: 126 * 50 - 2 });
    expect(layOut(0, 400, 48)).toMatchObject({ rows: 0, height: 0 });
    expect(layOut(5, 10, 48)).toMatchObject({ columns: 1, rows: 5 });
  });

  it('shows the rows in sight, and no others', () => {
    expect(visibleRange(layout, 0, 100)).toEqual({ first: 0, last: 16 });
    expect(visibleRange(layout, 75, 100)).toEqual({ first: 8, last: 32 });
    expect(visibleRange(layout, layout.height - 100, 100)).toEqual({ first: 984, last: 1003 });
  });

  it('knows which image lies where', () => {
    for (const at of [0, 7, 8, 500, 1002]) {
      const { x, y } = placeOf(layout, at);
      expect(imageAt(layout, x + 1, y + 47)).toBe(at);
    }
    expect(imageAt(layout, 49, 10)).toBeUndefined();
    expect(imageAt(layout, 399, 10)).toBeUndefined();
    expect(imageAt(layout, 200, placeOf(layout, 1002).y + 5)).toBeUndefined();
  });

  it('goes by keys and stays inside', () => {
    const go = (at: number, key: string) => moveBy(layout, at, key, 100);
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageDown', 'Home', 'End'].map((key) => go(20, key)),
    ).toEqual([19, 21, 12, 28, 36, 0, 1002]);
    expect([
      go(0, 'ArrowLeft'),
      go(3, 'ArrowUp'),
      go(1002, 'ArrowRight'),
      go(3, 'PageUp'),
      go(999, 'PageDown'),
    ]).toEqual([0, 3, 1002, 3, 1002]);
    expect(go(5, 'a')).toBeUndefined();
  });

  it('scrolls no further than it needs to', () => {
    expect(reveal(layout, 8, 0, 100)).toBe(0);
    expect(reveal(layout, 16, 0, 100)).toBe(48);
    expect(reveal(layout, 0, 70, 100)).toBe(0);
  });

  it('reaches the last of more rows than can be laid out', () => {
    const huge = layOut(30_000_000, 400, 224);
    expect(huge.scrollHeight).toBeLessThan(huge.height);
    const bottom = contentTop(huge, huge.scrollHeight - 500, 500);
    expect(visibleRange(huge, bottom, 500).last).toBe(30_000_000);
    expect(contentTop(huge, scrollTopOf(huge, 5_000_000, 500), 500)).toBeCloseTo(5_000_000, 0);
  });
});

describe('pages of images', () => {
  /** Answers when it is told to. */
  function source(total: number) {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const problems: unknown[] = [];
    const pages = new ImagePages<number>({
      size: 10,
      fetch: (offset, count) =>
        new Promise<ImagePage>((resolve, reject) => {
          asked.push(offset);
          answers.push(() => {
            if (offset === 990) reject(new Error('unreadable'));
            const items = Array.from({ length: Math.min(count, total - offset) }, (_, at) => ({
              index: offset + at,
              label: 0,
            }));
            resolve({ total, items, shape: [1, 1, 1], pixels: new Uint8Array(items.length) });
          });
        }),
      draw: ({ items }) => items[0]?.index ?? -1,
      onPage: () => undefined,
      onProblem: (error) => problems.push(error),
    });
    const answer = async () => {
      for (const one of answers.splice(0)) one();
      await new Promise((resume) => setTimeout(resume));
    };
    return { pages, asked, answer, problems };
  }

  it('asks for what is in sight and then for what is beside it, once', async () => {
    const { pages, asked, answer } = source(2000);
    pages.want(500, 520);
    expect(asked).toEqual([500, 510]);
    await answer();
    expect(asked).toEqual([500, 510, 520, 490]);
    await answer();
    pages.want(500, 520);
    expect(asked).toHaveLength(4);
    expect(pages.at(513)).toMatchObject({ item: { index: 513 }, picture: 510, at: 3 });
    expect(pages.at(700)).toBeUndefined();
  });

  it('never asks for what was scrolled past before its turn came', async () => {
    const { pages, asked, answer } = source(2000);
    pages.want(0, 40);
    for (let at = 100; at < 1000; at += 100) pages.want(at, at + 20);
    await answer();
    expect(asked.slice(2)).toEqual([900, 910]);
  });

  it('knows the end, and keeps a bounded number of pages', async () => {
    const { pages, asked, answer } = source(25);
    pages.want(0, 30);
    for (let round = 0; round < 4; round += 1) await answer();
    expect(asked.sort()).toEqual([0, 10, 20]);
    expect(pages.at(25)).toBeUndefined();

    const large = source(100_000);
    for (let at = 0; at < 1000 * 10; at += 10) {
      if (at === 990) continue;
      large.pages.want(at, at + 10);
      await large.answer();
    }
    const kept = Array.from({ length: 1000 }, (_, page) => large.pages.at(page * 10)).filter(
      (one) => one !== undefined,
    );
    expect(kept.length).toBeLessThanOrEqual(60);
  });

  it('tells what went wrong, and nothing once it is closed', async () => {
    const { pages, answer, problems } = source(2000);
    pages.want(990, 1000);
    await answer();
    expect(problems).toHaveLength(1);
    const closed = source(2000);
    closed.pages.want(990, 1000);
    closed.pages.close();
    await closed.answer();
    expect(closed.problems).toEqual([]);
  });

  it('asks for as much as comes quickly, as small as it is shown', () => {
    expect(pageSize([28, 28, 1], undefined)).toBe(300);
    expect(sideFor(56, 1, [28, 28, 1])).toBeUndefined();
    expect(sideFor(20, 1, [224, 224, 3])).toBe(32);
    expect(sideFor(60, 2, [512, 512, 3])).toBe(128);
    expect(pageSize([224, 224, 3], 32)).toBeGreaterThan(100);
    // Never more than the program reads for one answer.
    expect(pageSize([4000, 4000, 3], 32)).toBe(1);
  });
});

describe('colours', () => {
  it.each([
    [1, [7], [7, 7, 7, 255]],
    [2, [7, 8], [7, 8, 0, 255]],
    [3, [7, 8, 9], [7, 8, 9, 255]],
    [4, [7, 8, 9, 1], [7, 8, 9, 255]],
  ])('of %i channels', (channels, pixel, expected) => {
    expect([...toRgba(Uint8Array.from(pixel), channels)]).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { createPacer, type Clock } from './pacer.ts';

/** Time that moves when it is told to; a frame takes 16 ms. */
class TestClock implements Clock {
  time = 0;
  #waiting: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  later(callback: () => void, milliseconds: number): void {
    this.#waiting.push({ at: this.time + milliseconds, callback });
  }

  frame(callback: () => void): void {
    this.later(callback, 16);
  }

  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.#waiting.sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#waiting.shift();
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}

describe('createPacer', () => {
  it('works at most once in an interval however often it is asked, and never loses the last request', () => {
    const clock = new TestClock();
    const times: number[] = [];
    const ask = createPacer(() => times.push(clock.now()), 100, clock);
    for (let at = 0; at < 1000; at += 10) {
      ask();
      clock.advance(10);
    }
    clock.advance(500);
    expect(times.length).toBeGreaterThanOrEqual(8);
    expect(times.length).toBeLessThanOrEqual(11);
    for (const [index, time] of times.entries())
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(100);
    expect(times.at(-1)).toBeGreaterThan(900);
  });

  it('works in the next frame after a pause', () => {
    const clock = new TestClock();
    let count = 0;
    const ask = createPacer(() => (count += 1), 100, clock);
    ask();
    clock.advance(20);
    expect(count).toBe(1);
  });
});

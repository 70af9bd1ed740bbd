import { describe, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

describe('Toasts', () => {
  it('keep bad news, and let the rest go by itself', () => {
    vi.useFakeTimers();
    try {
      const toasts = new Toasts();
      toasts.show({ tone: 'good', title: 'done' });
      toasts.show({ tone: 'bad', title: 'failed' });
      vi.advanceTimersByTime(60_000);
      expect(toasts.list.map(({ title }) => title)).toEqual(['failed']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('take back what they say of a run that is opened', () => {
    const toasts = new Toasts();
    toasts.show({ tone: 'bad', title: 'one', run: 'a' });
    toasts.show({ tone: 'bad', title: 'other', run: 'b' });
    toasts.show({ tone: 'bad', title: 'of no run' });
    toasts.dismissRun('a');
    expect(toasts.list.map(({ title }) => title)).toEqual(['other', 'of no run']);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlockyardError } from '../../core/protocol/problems.ts';
import { Autosave } from './autosave.svelte.ts';
import { emptyArchitecture } from './empty-architecture.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Saves into `saved`, or fails while `failing`. */
function saver() {
  const state = { saved: [] as string[], failing: false };
  const autosave = new Autosave((id, architecture) => {
    if (state.failing) return Promise.reject(new BlockyardError('no-space', { path: '/library' }));
    state.saved.push(`${id}: ${architecture.name}`);
    return Promise.resolve();
  });
  return { state, autosave };
}

describe('autosave', () => {
  it('saves within 300 ms of the first edit, however many follow', async () => {
    const { state, autosave } = saver();
    for (let edit = 0; edit < 30; edit += 1) {
      autosave.touch('a', emptyArchitecture(String(edit)));
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(state.saved).toEqual(['a: 24']);
    await vi.advanceTimersByTimeAsync(300);
    expect(state.saved).toEqual(['a: 24', 'a: 29']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.saved).toHaveLength(2);
  });

  it('sends what is not saved before flush returns, and nothing where all is', () => {
    const { state, autosave } = saver();
    autosave.touch('a', emptyArchitecture('1'));
    autosave.touch('b', emptyArchitecture('2'));
    void autosave.flush();
    expect(state.saved).toEqual(['a: 1', 'b: 2']);
  });

  it('knows what is not saved', async () => {
    const { autosave } = saver();
    const first = emptyArchitecture('1');
    autosave.touch('a', first);
    expect(autosave.pending('a')).toBe(first);
    const saving = autosave.flush();
    const second = emptyArchitecture('2');
    autosave.touch('a', second);
    await saving;
    expect(autosave.pending('a')).toBe(second);
    await autosave.flush();
    expect(autosave.pending('a')).toBeUndefined();
  });

  it('says why it fails, goes on trying, and saves the newest state when it can', async () => {
    const { state, autosave } = saver();
    state.failing = true;
    autosave.touch('a', emptyArchitecture('1'));
    await vi.advanceTimersByTimeAsync(300);
    expect(autosave.problem).toMatchObject({ code: 'no-space' });
    autosave.touch('a', emptyArchitecture('2'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(autosave.problem).toMatchObject({ code: 'no-space' });
    state.failing = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.saved).toEqual(['a: 2']);
    expect(autosave.problem).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.saved).toHaveLength(1);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { requests, type RequestName } from '../core/protocol/channels.ts';
import { BlockyardError } from '../core/protocol/problems.ts';
import type { RunSummary } from '../core/protocol/runs.ts';
import { answer, type Handlers } from './answer.ts';

const run: RunSummary = {
  id: 'r1',
  name: 'ResNet20',
  status: 'running',
  architecture: 'ResNet20',
  dataset: 'mnist',
  tags: [],
  notes: '',
  starred: false,
  settings: { epochs: 3, batchSize: 64, learningRate: 0.001, optimizer: 'adam', schedule: 'constant', seed: 1 },
  createdAt: 1,
  epochs: 3,
  step: 0,
  trainingSeconds: 0,
};

function handlers(own: Partial<Handlers> = {}): Handlers {
  const refuse = () => {
    throw new Error('not in this test');
  };
  const all = Object.fromEntries(Object.keys(requests).map((name) => [name, refuse])) as unknown as Handlers;
  return { ...all, ...own };
}

const ignore = () => undefined;

describe('answer', () => {
  it('gives a handler the parsed payload, with the defaults of the contract', async () => {
    const set = vi.fn((settings: { theme: 'system' | 'light' | 'dark'; language: 'system' | 'en' | 'zh' }) => settings);
    const reply = await answer(handlers({ 'settings.set': set }), 'settings.set', { theme: 'dark' }, ignore);
    expect(set).toHaveBeenCalledWith({ theme: 'dark', language: 'system' });
    expect(reply).toEqual({ ok: true, value: { theme: 'dark', language: 'system' } });
  });

  it('waits for handlers that are still on their way', async () => {
    const later = new Promise<Handlers>((resolve) =>
      setTimeout(() => resolve(handlers({ 'runs.list': () => [run] })), 5),
    );
    expect(await answer(later, 'runs.list', undefined, ignore)).toEqual({ ok: true, value: [run] });
  });

  it('answers with the problem that kept the handlers from coming', async () => {
    const failed = Promise.reject<Handlers>(new BlockyardError('library-newer', { path: '/x', found: 9, known: 1 }));
    const reply = await answer(failed, 'runs.list', undefined, ignore);
    expect(reply).toMatchObject({ ok: false, problem: { code: 'library-newer', facts: { found: 9 } } });
  });

  it('passes typed arrays on as they are', async () => {
    const metrics = {
      step: Uint32Array.of(1, 2),
      loss: Float32Array.of(2.3, Number.NaN),
      accuracy: Float32Array.of(0.1, 0.2),
      learningRate: Float32Array.of(0.01, 0.01),
    };
    const reply = await answer(handlers({ 'runs.metrics': () => metrics }), 'runs.metrics', { id: 'r1' }, ignore);
    expect(reply).toEqual({ ok: true, value: metrics });
  });

  it.each([
    ['a name that is not in the contract', 'runs.rewrite', undefined],
    ['a name that every object has', 'constructor', undefined],
    ['a prototype', '__proto__', undefined],
    ['no name', undefined, undefined],
    ['a list for a name', ['runs.list'], undefined],
  ])('refuses %s and calls nothing', async (_what, name, input) => {
    const defects: unknown[] = [];
    const reply = await answer(handlers({ 'runs.list': () => [run] }), name, input, (error) => defects.push(error));
    expect(reply).toMatchObject({ ok: false, problem: { code: 'internal' } });
    expect(defects).toHaveLength(1);
  });

  it.each<[string, RequestName, unknown, string]>([
    ['a run id of the wrong type', 'runs.get', { id: 7 }, 'id'],
    ['an empty run id', 'runs.stop', { id: '' }, 'id'],
    ['a payload where none belongs', 'runs.list', { id: 'r1' }, 'runs.list'],
    ['no payload where one belongs', 'runs.get', undefined, 'runs.get'],
    ['an unknown theme', 'settings.set', { theme: 'pink' }, 'theme'],
    [
      'a batch of zero',
      'runs.start',
      { version: 1, name: 'a', architecture: {}, data: { dataset: 'mnist' }, recipe: { batchSize: 0 } },
      'recipe.batchSize',
    ],
  ])('refuses %s, and says where', async (_what, name, input, path) => {
    const called = vi.fn();
    const reply = await answer(handlers({ [name]: called }), name, input, ignore);
    expect(reply).toMatchObject({ ok: false, problem: { code: 'invalid-run-spec', facts: { path } } });
    expect(called).not.toHaveBeenCalled();
  });

  it('passes on the problem of a BlockyardError, and does not count it as a defect', async () => {
    const defects: unknown[] = [];
    const get = () => {
      throw new BlockyardError('unknown-run', { id: 'r9' });
    };
    const reply = await answer(handlers({ 'runs.get': get }), 'runs.get', { id: 'r9' }, (error) => defects.push(error));
    expect(reply).toEqual({ ok: false, problem: { code: 'unknown-run', facts: { id: 'r9' } } });
    expect(defects).toEqual([]);
  });

  it('does not let an answer out that breaks the contract', async () => {
    const defects: unknown[] = [];
    const wrong = { ...run, status: 'sleeping' } as unknown as RunSummary;
    const reply = await answer(handlers({ 'runs.list': () => [wrong] }), 'runs.list', undefined, (error) =>
      defects.push(error),
    );
    expect(reply).toMatchObject({ ok: false, problem: { code: 'internal' } });
    expect(String(defects[0])).toContain('runs.list');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineEventBody } from '../protocol/engine.ts';
import { anySpec, eventLog, readyBody } from './history.test-support.ts';
import { openLibrary, type Library } from './index.ts';

let home: string;
let library: Library;
let id: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-layers-'));
  library = openLibrary(home);
  const host = library.hosts.register(1);
  id = library.runs.create(anySpec, 'A net', host, 1, () => undefined).id;
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const layers: EngineEventBody = {
  kind: 'layers',
  layers: [
    { name: 'conv', kind: 'conv' },
    { name: 'relu', kind: 'activation' },
  ],
};

function record(step: number, gradient: number): EngineEventBody {
  const figures = {
    gradientNorm: [gradient, null],
    weightNorm: [2, null],
    updateRatio: [0.001, null],
    activationMean: [null, 0.5],
    activationDeviation: [null, 0.25],
    deadShare: [null, 0],
  };
  return { kind: 'layerFigures', step, figures };
}

describe('figures of layers in the library', () => {
  it('come back by step and layer, with no value where there was none', () => {
    library.runs.ingest(id, eventLog(id, [readyBody, layers, record(1, 4), record(51, 8)]));
    const history = library.runs.layers(id);
    expect(history.layers.map(({ name }) => name)).toEqual(['conv', 'relu']);
    expect([...history.step]).toEqual([1, 51]);
    expect([...history.figures.gradientNorm]).toEqual([4, NaN, 8, NaN]);
    expect([...history.figures.activationMean]).toEqual([NaN, 0.5, NaN, 0.5]);
  });

  it('are the same after the same events again, and later ones stand where steps were done again', () => {
    const events = eventLog(id, [
      readyBody,
      layers,
      record(1, 4),
      record(51, 8),
      layers,
      record(51, 9),
      record(101, 10),
    ]);
    library.runs.ingest(id, events);
    library.runs.ingest(id, [...events].reverse());
    const { step, figures } = library.runs.layers(id);
    expect([...step]).toEqual([1, 51, 101]);
    expect([...figures.gradientNorm].filter((value) => !Number.isNaN(value))).toEqual([4, 9, 10]);
  });

  it('are empty for a run that recorded none', () => {
    library.runs.ingest(id, eventLog(id, [readyBody]));
    expect(library.runs.layers(id)).toMatchObject({ layers: [], step: new Uint32Array() });
    expect(() => library.runs.layers('20260101-zzzzzz')).toThrow(/no run/);
  });
});

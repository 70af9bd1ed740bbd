import { presets } from '../core/model/index.ts';
import type { EngineEvent, EngineEventBody } from '../core/protocol/engine.ts';
import { recipeSchema, scheduleKinds, optimizerKinds } from '../core/protocol/recipe.ts';
import type { RunSpec } from '../core/protocol/run-spec.ts';
import { openLibrary, type Library } from '../core/store/index.ts';

export interface MadeLibrary {
  /** Ids of all runs, newest first. */
  readonly runs: readonly string[];
  /** Of those that have a curve of `curvePoints` points. */
  readonly curves: readonly string[];
  /** Points of curves entered per second, summaries brought up to date among it. */
  readonly pointsPerSecond: number;
}

export const curveRuns = 50;
export const curvePoints = 10_000;
/** As an engine sends them: a tenth of a second's steps. */
const pointsPerEvent = 100;
const epochsOfAll = 10;
const firstDay = Date.UTC(2026, 0, 1);

/** A library of so many trainings that were never made: what one finds after months of sweeps. The same for the same count. */
export function makeLibrary(home: string, count: number, say: (line: string) => void): MadeLibrary {
  const library = openLibrary(home);
  try {
    const host = library.hosts.register(Date.now());
    const random = randomFrom(count);
    const runs: string[] = [];
    let seconds = 0;
    // In pieces, as one transaction of everything would hold up no one but be no way to write.
    for (let from = 0; from < count; from += 200) {
      library.transaction(() => {
        for (let index = from; index < Math.min(count, from + 200); index += 1)
          runs.unshift(enterRun(library, host, index, random));
      });
    }
    const curves = runs.slice(0, curveRuns);
    for (const id of curves) seconds += enterCurve(library, id, random);
    library.hosts.remove(host);
    say(`history: made a library of ${count} runs`);
    return { runs, curves, pointsPerSecond: (curves.length * curvePoints) / seconds };
  } finally {
    library.close();
  }
}

function enterRun(library: Library, host: string, index: number, random: () => number): string {
  const chosen = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error('There is nothing to choose from.');
    return value;
  };
  const preset = chosen(presets);
  const learningRate = chosen([0.1, 0.03, 0.01, 0.003, 0.001, 0.0003]);
  const recipe = recipeSchema.parse({
    epochs: epochsOfAll,
    batchSize: chosen([32, 64, 128, 256]),
    learningRate,
    optimizer: { kind: chosen(optimizerKinds) },
    schedule: { kind: chosen(scheduleKinds) },
    l2: chosen([0, 0, 1e-4, 5e-4]),
    labelSmoothing: chosen([0, 0, 0.1]),
    seed: 1 + (index % 5),
  });
  const spec: RunSpec = {
    version: 1,
    name: `${preset.title} ${index + 1}, rate ${learningRate}`,
    architecture: preset.architecture,
    data: { dataset: chosen(['mnist', 'fashion-mnist', 'cifar-10']), validation: { kind: 'test' } },
    recipe,
    backend: 'auto',
  };
  const { id } = library.runs.create(spec, preset.title, host, firstDay + index * 600_000, () => undefined);
  const level = 0.5 + 0.45 * random();
  const params = Math.round(10_000 * 1000 ** random());
  const end = chosen(['completed', 'completed', 'completed', 'completed', 'stopped', 'failed'] as const);
  const bodies: EngineEventBody[] = [
    {
      kind: 'ready',
      backend: 'compiled',
      device: chosen(['CPU, 2 threads', 'CPU, 16 threads', 'NVIDIA H100']),
      params: { total: params, trainable: params },
      multiplyAdds: params * 40,
      dataHash: `hash-of-${spec.data.dataset}`,
      trainSize: 60_000,
      validationSize: 10_000,
      stepsPerEpoch: 1000,
      totalSteps: 1000 * epochsOfAll,
      versions: { node: '20' },
    },
    ...Array.from({ length: end === 'completed' ? epochsOfAll : 4 }, (_, at): EngineEventBody => {
      const part = 1 - 0.6 ** (at + 1);
      return {
        kind: 'epoch',
        epoch: at + 1,
        step: 1000 * (at + 1),
        loss: 2 - 1.8 * level * part,
        accuracy: level * part + 0.02,
        valLoss: 2 - 1.7 * level * part,
        valAccuracy: level * part,
        seconds: 20 + 100 * random(),
        imagesPerSecond: 1000 + 9000 * random(),
      };
    }),
    end === 'failed'
      ? { kind: 'failed', problem: { code: 'non-finite-loss', facts: { step: 4001, epoch: 4 } } }
      : { kind: 'done', outcome: end, weightsHash: `weights-${index}` },
  ];
  library.runs.ingest(id, eventsOf(id, 1, bodies));
  library.runs.finish(id, undefined, host);
  const tags = [chosen(['baseline', 'wide', 'deep']), `week ${1 + Math.floor(index / 500)}`];
  library.runs.change([id], { addTags: tags, ...(index % 17 === 0 && { starred: true }) }, firstDay);
  return id;
}

/** Enters a curve event by event, each in a transaction of its own as while it trains. Returns how long that took, seconds. */
function enterCurve(library: Library, id: string, random: () => number): number {
  const bodies = Array.from({ length: curvePoints / pointsPerEvent }, (_, event): EngineEventBody => {
    const step = Array.from({ length: pointsPerEvent }, (__, at) => event * pointsPerEvent + at + 1);
    const noise = (): number => 0.2 * (random() - 0.5);
    return {
      kind: 'metrics',
      step,
      loss: step.map((value) => 0.2 + 2 * Math.exp(-value / 2500) + noise()),
      accuracy: step.map((value) => Math.min(1, 0.85 - 0.7 * Math.exp(-value / 2500) + noise())),
      learningRate: step.map(() => 0.01),
      imagesPerSecond: 5000,
    };
  });
  const events = eventsOf(id, 1000, bodies);
  const start = process.hrtime.bigint();
  for (const event of events) library.runs.ingest(id, [event]);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function eventsOf(runId: string, first: number, bodies: readonly EngineEventBody[]): EngineEvent[] {
  return bodies.map((body, index) => ({
    version: 1,
    runId,
    sequence: first + index,
    time: firstDay + 1000 * (first + index),
    body,
  }));
}

/** Numbers 0..1 that are the same for the same seed (mulberry32, Tommy Ettinger 2017). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import fc from 'fast-check';
import type { EngineEvent, EngineEventBody } from '../protocol/engine.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import type { RunSpec } from '../protocol/run-spec.ts';

export const anySpec: RunSpec = {
  version: 1,
  name: 'A run',
  architecture: { name: 'A net' },
  data: { dataset: 'mnist', validation: { kind: 'test' } },
  recipe: recipeSchema.parse({}),
  backend: 'auto',
};

/** A log of `bodies` as one engine writes it: sequence numbers from 1, a tenth of a second apart. */
export function eventLog(runId: string, bodies: readonly EngineEventBody[]): EngineEvent[] {
  return bodies.map((body, index) => ({
    version: 1,
    runId,
    sequence: index + 1,
    time: 1_800_000_000_000 + 100 * index,
    body,
  }));
}

export const readyBody: EngineEventBody = {
  kind: 'ready',
  backend: 'compiled',
  device: 'CPU, 2 threads',
  params: { total: 12, trainable: 10 },
  trainSize: 100,
  validationSize: 20,
  stepsPerEpoch: 2,
  totalSteps: 8,
  versions: { node: '20' },
};

export function metricsBody(step: readonly number[]): EngineEventBody {
  return {
    kind: 'metrics',
    step: [...step],
    loss: step.map((value) => 1 / value),
    accuracy: step.map((value) => 1 - 1 / value),
    learningRate: step.map(() => 0.5),
    imagesPerSecond: 10 * (step[0] ?? 0),
  };
}

export function epochBody(epoch: number, valAccuracy: number): EngineEventBody {
  return {
    kind: 'epoch',
    epoch,
    step: 2 * epoch,
    loss: 1,
    accuracy: 0.5,
    valLoss: 1,
    valAccuracy,
    seconds: 1,
    imagesPerSecond: 100,
  };
}

/** A whole training as an engine might tell it, ended in any of its ways or not at all. */
export const anyHistory: fc.Arbitrary<EngineEventBody[]> = fc
  .record({
    epochs: fc.array(fc.constantFrom(0.25, 0.5, 0.75), { maxLength: 4 }),
    pauses: fc.boolean(),
    end: fc.constantFrom<EngineEventBody | undefined>(
      { kind: 'done', outcome: 'completed', weightsHash: 'abc' },
      { kind: 'done', outcome: 'stopped', weightsHash: 'abd' },
      { kind: 'failed', problem: { code: 'non-finite-loss', facts: { step: 3 } } },
      undefined,
    ),
  })
  .map(({ epochs, pauses, end }) => [
    readyBody,
    ...epochs.flatMap((accuracy, index): EngineEventBody[] => [
      metricsBody([2 * index + 1, 2 * index + 2]),
      ...(pauses
        ? ([
            { kind: 'state', state: 'paused' },
            { kind: 'state', state: 'running' },
          ] as const)
        : []),
      epochBody(index + 1, accuracy),
      { kind: 'checkpoint', which: 'last', file: 'last', epoch: index + 1, step: 2 * index + 2 },
      { kind: 'log', level: 'info', message: `epoch ${String(index + 1)}` },
    ]),
    ...(end === undefined ? [] : [end]),
  ]);

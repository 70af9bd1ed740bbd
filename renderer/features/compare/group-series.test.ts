import { describe, expect, it } from 'vitest';
import type { Course } from './compare-series.ts';
import { groupCourses, groupSeries } from './group-series.ts';

function course(id: string, accuracy: readonly number[], valAccuracy: number): Course {
  const steps = accuracy.map((_, index) => index + 1);
  return {
    run: { id, name: id, stepsPerEpoch: 2, step: steps.length, trainingSeconds: 1 },
    steps: {
      step: Uint32Array.from(steps),
      loss: Float32Array.from(accuracy),
      accuracy: Float32Array.from(accuracy),
      learningRate: Float32Array.from(accuracy),
    },
    epochs: [{ epoch: 1, step: 2, loss: 1, accuracy: 1, valLoss: 1, valAccuracy, seconds: 1, imagesPerSecond: 1 }],
  };
}

const look = { figure: 'accuracy', part: 'both', axis: 'step', smoothing: 0, raw: false } as const;

describe('curves of groups', () => {
  const groups = groupCourses(
    [course('a', [0, 0.5], 0.5), course('b', [0.25, 0.25], 0.25), course('c', [0.5, 0.5], 0.75)],
    (id) => (id === 'b' ? 'SGD' : 'Adam'),
  );

  it('are of runs with the same label, in the order of their first ones', () => {
    expect(groups.map(({ label, courses }) => [label, courses.map(({ run }) => run.id)])).toEqual([
      ['Adam', ['a', 'c']],
      ['SGD', ['b']],
    ]);
  });

  it('are the means of their parts with a band, and of one run its own curve without', () => {
    const [adam, sgd] = groups.map((group) => groupSeries(group, '--run-1', look));
    expect(adam?.map(({ look: kind, dashed }) => [kind, dashed])).toEqual([
      ['line', true],
      ['points', false],
    ]);
    expect([...Array.from(adam?.[0]?.y ?? [])]).toEqual([0.25, 0.5]);
    expect([...Array.from(adam?.[0]?.band?.low ?? [])]).toEqual([0, 0.5]);
    expect([...Array.from(adam?.[0]?.band?.high ?? [])]).toEqual([0.5, 0.5]);
    expect([...Array.from(adam?.[1]?.y ?? [])]).toEqual([0.625]);
    expect(sgd?.every(({ band }) => band === undefined)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { expectPrompt } from '../../core/model/prompt.test-support.ts';
import { MetricsBuffer } from './metrics-buffer.ts';
import { stepsFrom } from './steps.test-support.ts';

describe('MetricsBuffer', () => {
  it('grows past its capacity and keeps the columns together', () => {
    const buffer = new MetricsBuffer();
    for (let step = 1; step <= 5000; step += 10) buffer.append(stepsFrom(step, step + 9));
    expect(buffer.length).toBe(5000);
    expect(buffer.lastStep).toBe(5000);
    const { step, loss, accuracy, learningRate } = buffer.columns;
    expect([step[4321], loss[4321], accuracy[4321], learningRate[4321]]).toEqual([4322, 4322 * 2, 4322 * 3, 4322 * 4]);
    expect(step).toHaveLength(5000);
  });

  it('takes an overlap once', () => {
    const buffer = new MetricsBuffer();
    buffer.append(stepsFrom(1, 20));
    buffer.append(stepsFrom(15, 25));
    buffer.append(stepsFrom(3, 5));
    expect([...buffer.columns.step]).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('appends a hundred thousand steps in little time', async () => {
    await expectPrompt(50, () => {
      const buffer = new MetricsBuffer();
      for (let step = 1; step <= 100_000; step += 10) buffer.append(stepsFrom(step, step + 9));
    });
  });
});

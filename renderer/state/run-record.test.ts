import { describe, expect, it } from 'vitest';
import type { Epoch, LogLine } from '../../core/protocol/runs.ts';
import { RunRecord } from './run-record.ts';
import { stepsFrom } from './steps.test-support.ts';

const epoch = (number: number): Epoch => ({
  epoch: number,
  step: number * 10,
  loss: 1,
  accuracy: 0.5,
  valLoss: 1,
  valAccuracy: 0.5,
  seconds: 1,
  imagesPerSecond: 1,
});
const line = (message: string): LogLine => ({ time: 1, level: 'info', message });
const steps = (record: RunRecord) => [...record.metrics.columns.step];
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('RunRecord', () => {
  it('joins the history with news that came before it, without gaps or doubles', () => {
    const record = new RunRecord();
    record.take({ kind: 'metrics', metrics: stepsFrom(8, 12) });
    record.take({ kind: 'epoch', epoch: epoch(1) });
    record.take({ kind: 'log', line: line('known') });
    record.take({ kind: 'log', line: line('new') });
    expect(record.metrics.length).toBe(0);
    record.load({ epochs: [epoch(1)], log: [line('known')] }, stepsFrom(1, 10));
    expect(steps(record)).toEqual(upTo(12));
    expect(record.epochs.map((one) => one.epoch)).toEqual([1]);
    expect(record.log.map((one) => one.message)).toEqual(['known', 'new']);
    expect(record.missing).toBe(false);
  });

  it('notices when steps are missing and is whole again after the history is loaded once more', () => {
    const record = new RunRecord();
    record.load({ epochs: [], log: [] }, stepsFrom(1, 10));
    record.take({ kind: 'metrics', metrics: stepsFrom(15, 20) });
    expect(record.missing).toBe(true);
    record.reloading();
    record.take({ kind: 'metrics', metrics: stepsFrom(21, 22) });
    record.load({ epochs: [], log: [] }, stepsFrom(1, 21));
    expect(steps(record)).toEqual(upTo(22));
    expect(record.missing).toBe(false);
  });

  it('keeps epochs in order when one is told again', () => {
    const record = new RunRecord();
    record.load({ epochs: [epoch(1)], log: [] }, stepsFrom(1, 10));
    record.take({ kind: 'epoch', epoch: epoch(2) });
    record.take({ kind: 'epoch', epoch: { ...epoch(2), loss: 0.1 } });
    expect(record.epochs.map((one) => one.loss)).toEqual([1, 0.1]);
  });
});

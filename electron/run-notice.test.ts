import { describe, expect, it } from 'vitest';
import type { Epoch, RunSummary } from '../core/protocol/runs.ts';
import { sweepStanding } from '../core/protocol/sweeps.ts';
import { EndWatch, endNotice, sweepNotice, trainingProgress } from './run-notice.ts';

const epoch: Epoch = {
  epoch: 3,
  step: 300,
  loss: 0.1,
  accuracy: 0.97,
  valLoss: 0.08,
  valAccuracy: 0.9812,
  seconds: 9,
  imagesPerSecond: 700,
};

function summary(own: Partial<RunSummary>): RunSummary {
  const base = {
    id: 'r1',
    name: 'ResNet20 on MNIST',
    status: 'running',
    architecture: 'ResNet20',
    dataset: 'mnist',
    tags: [],
    notes: '',
    starred: false,
    settings: { epochs: 3, batchSize: 64, learningRate: 0.001, optimizer: 'adam', schedule: 'constant', seed: 1 },
  } satisfies Partial<RunSummary>;
  return { ...base, createdAt: 1, epochs: 3, step: 0, trainingSeconds: 0, ...own };
}

describe('endNotice', () => {
  it('says how accurate a completed run is', () => {
    const run = summary({
      status: 'completed',
      lastEpoch: epoch,
      bestEpoch: { ...epoch, epoch: 2, valAccuracy: 0.9834 },
    });
    expect(endNotice(run, 'en')).toEqual({
      title: 'Training finished: ResNet20 on MNIST',
      body: 'Validation accuracy 98.12% (best 98.34%) after 3 epochs.',
    });
    expect(endNotice(run, 'zh').body).toBe('3 轮后验证准确率 98.12%（最佳 98.34%）。');
  });

  it('says what to do about a failed run', () => {
    const facts = { value: 'NaN', step: 12, layer: 'conv1', epoch: 0, learningRate: 100 };
    const run = summary({ status: 'failed', problem: { code: 'non-finite-loss', facts } });
    expect(endNotice(run, 'en').title).toBe('Training failed: ResNet20 on MNIST');
    expect(endNotice(run, 'en').body).toContain('Try a lower learning rate than 100.');
    expect(endNotice(run, 'zh').body).toContain('请尝试低于 100 的学习率');
  });

  it('says that a stopped run keeps its weights', () => {
    expect(endNotice(summary({ status: 'stopped' }), 'en')).toEqual({
      title: 'Training stopped: ResNet20 on MNIST',
      body: 'The best and the last weights are kept.',
    });
  });
});

describe('the end of a sweep', () => {
  it('is told once, for all of its runs', () => {
    const origin = { kind: 'sweep', sweep: 's' } as const;
    const last = summary({ status: 'completed', origin });
    const runs = [
      last,
      summary({ status: 'stopped', origin }),
      summary({ status: 'running' }),
      summary({ status: 'queued', origin: { kind: 'sweep', sweep: 'another' } }),
    ];
    expect(sweepStanding(summary({}), runs)).toBeUndefined();
    const standing = { sweep: 's', completed: 1, all: 2, active: 0 };
    expect(sweepStanding(last, runs)).toEqual(standing);
    expect(sweepStanding(last, [...runs, summary({ status: 'paused', origin })])?.active).toBe(1);
    expect(sweepNotice('Rates', standing, 'en')).toEqual({
      title: 'All trainings have ended: Rates',
      body: '1 of 2 came to their last epoch.',
    });
    expect(sweepNotice('Rates', standing, 'zh').body).toBe('2 次训练中有 1 次进行到最后一轮。');
  });
});

describe('EndWatch', () => {
  it('tells once that a run has ended, and only of one that was seen active', () => {
    const watch = new EndWatch();
    expect(watch.ended(summary({ id: 'old', status: 'completed' }))).toBe(false);
    expect(watch.ended(summary({ status: 'queued' }))).toBe(false);
    expect(watch.ended(summary({ status: 'running' }))).toBe(false);
    expect(watch.ended(summary({ status: 'completed' }))).toBe(true);
    expect(watch.ended(summary({ status: 'completed' }))).toBe(false);
  });

  it('takes a run that left the queue for no end, and one that could not begin for one', () => {
    const watch = new EndWatch();
    for (const id of ['removed', 'refused']) watch.ended(summary({ id, status: 'queued' }));
    expect(watch.ended(summary({ id: 'removed', status: 'stopped' }))).toBe(false);
    expect(watch.ended(summary({ id: 'refused', status: 'failed' }))).toBe(true);
  });
});

describe('trainingProgress', () => {
  it('is the part done of all that trains', () => {
    const runs = [
      summary({ step: 30, totalSteps: 100 }),
      summary({ id: 'r2', status: 'completed', step: 5, totalSteps: 5 }),
      summary({ id: 'r3', status: 'queued' }),
    ];
    expect(trainingProgress(runs)).toEqual({ part: 0.3, paused: false });
  });

  it('is paused when everything is', () => {
    expect(trainingProgress([summary({ status: 'paused', step: 50, totalSteps: 100 })])).toEqual({
      part: 0.5,
      paused: true,
    });
  });

  it('is nothing when nothing trains or when it is not known yet how long', () => {
    expect(trainingProgress([summary({ status: 'stopped', step: 5, totalSteps: 10 })])).toBeUndefined();
    expect(trainingProgress([summary({ status: 'starting' })])).toBeUndefined();
  });
});

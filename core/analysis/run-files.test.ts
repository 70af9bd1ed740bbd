import { describe, expect, it } from 'vitest';
import { comparedRun } from './runs.test-support.ts';
import { runsCsv, runsDocument, type WholeRun } from './run-files.ts';

const run = comparedRun({ id: 'a', summary: { name: '=1+1, "quoted"', stepsPerEpoch: 2 } });
const epoch = {
  epoch: 1,
  step: 2,
  loss: 1.5,
  accuracy: 0.25,
  valLoss: 1.25,
  valAccuracy: 0.5,
  seconds: 3,
  imagesPerSecond: 64,
};
const ofBoth = Float32Array.of(1, NaN, 2, NaN);
const whole: WholeRun = {
  detail: { ...run, epochs: [epoch, { ...epoch, epoch: 2, step: 4 }], log: [], versions: { node: '20' } },
  metrics: {
    step: Uint32Array.of(1, 2, 3),
    loss: Float32Array.of(2.3, 0.1, NaN),
    accuracy: Float32Array.of(0.1, 0.2, 0.3),
    learningRate: Float32Array.of(1e-3, 1e-3, 1e-3),
  },
  layers: {
    layers: [
      { name: 'conv', kind: 'conv' },
      { name: 'relu', kind: 'activation' },
    ],
    step: Uint32Array.of(1, 3),
    figures: {
      gradientNorm: ofBoth,
      weightNorm: ofBoth,
      updateRatio: ofBoth,
      activationMean: Float32Array.of(NaN, 0.1, NaN, 0.2),
      activationDeviation: ofBoth,
      deadShare: ofBoth,
    },
  },
};

describe('runs as a table', () => {
  it('have a line for every step, with the figures of an epoch at its end, and none lost', () => {
    const name = `"'=1+1, ""quoted"""`;
    const lines = [
      `a,${name},1,1,2.3,0.1,0.001,,,,,,`,
      `a,${name},2,1,0.1,0.2,0.001,1.5,0.25,1.25,0.5,3,64`,
      `a,${name},3,2,,0.3,0.001,,,,,,`,
      // Its step was lost in a crash.
      `a,${name},4,2,,,,1.5,0.25,1.25,0.5,3,64`,
    ];
    expect(runsCsv([whole, whole]).split('\n')).toEqual([
      'run,name,step,epoch,batch_loss,batch_accuracy,learning_rate,loss,accuracy,val_loss,val_accuracy,epoch_seconds,images_per_second',
      ...lines,
      ...lines,
      '',
    ]);
  });
});

describe('runs as a document', () => {
  it('have everything, in JSON', () => {
    const document = runsDocument([whole]) as { runs: Record<string, unknown>[] };
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const [first] = document.runs;
    expect(first).toMatchObject({ spec: run.spec, versions: { node: '20' } });
    expect(first?.['steps']).toEqual({
      step: [1, 2, 3],
      loss: [2.3, 0.1, null],
      accuracy: [0.1, 0.2, 0.3],
      learningRate: [0.001, 0.001, 0.001],
    });
    expect(first?.['layers']).toMatchObject({
      step: [1, 3],
      figures: {
        gradientNorm: [
          [1, null],
          [2, null],
        ],
        activationMean: [
          [null, 0.1],
          [null, 0.2],
        ],
      },
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import { machineSlug } from './machine.ts';
import { markdown, verdicts, type BenchResults } from './report.ts';
import type { ContenderResult, NetResult } from './step.ts';

const machine: Machine = {
  processor: 'Intel(R) Xeon(R) Processor',
  cores: 2,
  memoryGiB: 24,
  system: 'Linux 6',
  node: '20.20.0',
  loadBefore: 0.1,
};

function contender(library: ContenderResult['library'], ...rates: number[]): ContenderResult {
  return { library, variant: 'default', version: '1', rates };
}

function results(...contenders: ContenderResult[]): BenchResults {
  const step: NetResult = { net: 'resnet18', flopPerImage: 3.33e9, contenders, passedOver: [] };
  return { at: '2026-01-02T03:04:05.000Z', machine, steps: [step] };
}

function verdict(of: BenchResults, what: string): { value: number | undefined; met: boolean | undefined } {
  const found = verdicts(of).find((one) => one.what.includes(what));
  if (found === undefined) throw new Error(`There is no verdict on ${what}.`);
  return found;
}

describe('verdicts', () => {
  const all = results(
    contender('stock', 18, 17, 16),
    contender('keras', 38, 36, 39),
    contender('torch', 42, 43, 41),
    contender('blockyard', 44, 40, 43),
    contender('peak', 150, 180),
    contender('peak', 176, 170),
  );

  test('compare medians, with the faster of the Python libraries', () => {
    expect(verdict(all, 'stock tfjs').value).toBeCloseTo(43 / 17);
    expect(verdict(all, 'Keras and PyTorch').value).toBeCloseTo(43 / 42);
    expect(verdict(all, 'Keras and PyTorch').met).toBe(true);
  });

  test('take the best round over the best product of matrices for the part of the peak', () => {
    expect(verdict(all, 'peak').value).toBeCloseTo((44 * 3.33) / 180);
  });

  test('say nothing about what was not there, and never that it is met', () => {
    const alone = results(contender('blockyard', 44));
    expect(verdicts(alone).map(({ value, met }) => [value, met])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(markdown(alone)).toContain('not measured');
  });

  test('a slower Blockyard misses', () => {
    const slow = results(contender('stock', 20), contender('torch', 50), contender('blockyard', 45));
    expect(verdict(slow, 'stock tfjs').met).toBe(false);
    expect(markdown(slow)).toContain('**missed**');
  });

  test('memory that grows, and a page with a long task, miss', () => {
    const grown: BenchResults = {
      at: '2026-01-02T03:04:05.000Z',
      machine,
      memory: {
        net: 'lenet5',
        readings: [
          { step: 100, residentMiB: 400, heapMiB: 10 },
          { step: 5000, residentMiB: 430, heapMiB: 10 },
        ],
      },
      window: {
        electron: '1',
        interactiveMs: [900, 1000, 1100],
        fromLaunchMs: [1900, 2000, 2100],
        training: { seconds: 60, stepsPerSecond: 120, longTasksMs: [70], longestGapMs: 90, framesPerSecond: 60 },
        editing: {
          blocks: 300,
          edits: [
            { edit: 'undo', untilPainted: [10, 11, 12], altogether: [20, 21, 22] },
            { edit: 'delete', untilPainted: [10, 17, 90], altogether: [20, 21, 92] },
          ],
        },
      },
    };
    expect(verdict(grown, 'growth').met).toBe(false);
    expect(verdict(grown, 'interactive').met).toBe(true);
    expect(verdict(grown, 'longest task').met).toBe(false);
    expect(verdict(grown, 'slowest edit')).toMatchObject({ value: 17, met: false });
  });
});

test('a machine names its file', () => {
  expect(machineSlug(machine)).toBe('intel-xeon-processor-2-cores');
});

test('augmentation costs what its turns are slower than those right before them', () => {
  const rates = { augmentation: 'flip,crop4', rates: [90, 40, 180], plainRates: [100, 50, 200] };
  const of = {
    at: '2026-01-02T03:04:05.000Z',
    machine,
    augmentation: { net: 'inception10', settings: [rates] },
  } as const;
  expect(verdict(of, 'flip,crop4')).toMatchObject({ value: expect.closeTo(0.1, 6) as unknown, met: true });
  expect(markdown(of)).toContain('| 10.0%');
});

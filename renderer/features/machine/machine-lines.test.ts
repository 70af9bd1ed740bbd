import { expect, it } from 'vitest';
import { linePath, machineLines } from './machine-lines.ts';

const figures = { time: 1000, cpu: 0.5, processCpu: 0.25, processMemory: 100, machineMemory: 400, gpus: [] };

it('shows the processor and the memory, and of each graphics card two lines', () => {
  const [first, ...rest] = machineLines([figures, { ...figures, time: 6000, processCpu: 0.75 }], 800);
  expect(first).toMatchObject({ kind: 'processCpu', unit: 'part', values: [0.25, 0.75], most: undefined });
  expect(rest.map(({ key, most }) => [key, most])).toEqual([
    ['cpu', undefined],
    ['processMemory', 800],
    ['machineMemory', 800],
  ]);
  const gpu = { name: 'H100', use: 0.9, memory: 5, memoryTotal: 80 };
  const cards = machineLines([{ ...figures, gpus: [gpu, gpu] }], undefined).filter(({ name }) => name === 'H100');
  expect(cards.map(({ key, values, most }) => [key, values, most])).toEqual([
    ['gpu 0', [0.9], undefined],
    ['gpuMemory 0', [5], 80],
    ['gpu 1', [0.9], undefined],
    ['gpuMemory 1', [5], 80],
  ]);
});

it('draws times as far apart as they are, and nothing beyond the box', () => {
  expect(linePath([0, 10, 40], [0, 0.5, 2], 1)).toBe('M0.00 100.00L25.00 50.00L100.00 0.00');
  expect(linePath([5], [1], 4)).toBe('M100.00 75.00');
  expect(linePath([], [], 0)).toBe('');
});

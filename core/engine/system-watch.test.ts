import { describe, expect, it } from 'vitest';
import { systemFiguresSchema, type SystemFigures } from '../protocol/system-figures.ts';
import { machineHere, parseGraphicsCards, SystemWatch, usedBetween } from './system-watch.ts';

const told = [
  '0, GPU-aa11, NVIDIA H100 80GB HBM3, 37, 1024, 81559',
  '1, GPU-bb22, NVIDIA H100 80GB HBM3, 0, 0, 81559',
  '2, GPU-cc33, Old card, [N/A], 5, 100',
  '',
].join('\n');

describe('figures of graphics cards', () => {
  it('are read as nvidia-smi prints them, of the cards that may be used', () => {
    const card = { name: 'NVIDIA H100 80GB HBM3', use: 0.37, memory: 2 ** 30, memoryTotal: 81559 * 2 ** 20 };
    expect(parseGraphicsCards(told, undefined)).toEqual([card, { ...card, use: 0, memory: 0 }]);
    expect(parseGraphicsCards(told, '1')).toEqual([{ ...card, use: 0, memory: 0 }]);
    expect(parseGraphicsCards(told, 'GPU-aa11')).toEqual([card]);
    expect(parseGraphicsCards(told, '')).toEqual([]);
    expect(parseGraphicsCards('No devices were found\n', undefined)).toEqual([]);
  });
});

describe('the machine', () => {
  it('is busy by the parts of its time that went to work', () => {
    const before = { busy: 100, all: 1000, own: 0, clock: 0 };
    const now = { busy: 1600, all: 3000, own: 1000, clock: 1000 };
    expect(usedBetween(before, now, 2)).toEqual({ cpu: 0.75, processCpu: 0.5 });
    expect(usedBetween(before, before, 2)).toEqual({ cpu: 0, processCpu: 0 });
  });

  it('is told of while this process works, until it is told to end', async () => {
    const figures = await new Promise<SystemFigures>((resolve) => {
      const watch = new SystemWatch((found) => {
        watch.end();
        resolve(found);
      });
      // Holds the process awake, and busy, until it was looked at.
      const work = setInterval(() => {
        const until = performance.now() + 20;
        while (performance.now() < until) Math.sqrt(until);
      }, 5);
      setTimeout(() => {
        clearInterval(work);
      }, 1500);
    });
    expect(systemFiguresSchema.parse(figures)).toEqual(figures);
    const { cpu, processCpu, processMemory, machineMemory } = figures;
    expect(processCpu).toBeGreaterThan(0);
    expect(cpu).toBeGreaterThan(0);
    expect(processMemory).toBeGreaterThan(10e6);
    expect(machineMemory).toBeGreaterThan(processMemory / 2);
    expect(machineMemory).toBeLessThan(machineHere().memoryBytes);
  });
});

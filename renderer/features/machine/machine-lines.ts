import type { SystemHistory } from '../../../core/protocol/system-figures.ts';

export const machineLineKinds = ['cpu', 'processCpu', 'processMemory', 'machineMemory', 'gpu', 'gpuMemory'] as const;

/** One figure of the machine over the time of a run. */
export interface MachineLine {
  readonly kind: (typeof machineLineKinds)[number];
  /** Unique among the lines. */
  readonly key: string;
  /** Of a graphics card. */
  readonly name: string | undefined;
  readonly unit: 'part' | 'bytes';
  readonly values: readonly number[];
  /** All that there is of it, where that is known. */
  readonly most: number | undefined;
}

/** The lines to show of what was recorded, which is not empty. @param memory of the machine, bytes */
export function machineLines(history: SystemHistory, memory: number | undefined): readonly MachineLine[] {
  const line = (
    kind: MachineLine['kind'],
    unit: MachineLine['unit'],
    value: (figures: SystemHistory[number]) => number,
    rest: Partial<Pick<MachineLine, 'name' | 'most' | 'key'>> = {},
  ): MachineLine => ({ kind, key: kind, unit, name: undefined, most: undefined, values: history.map(value), ...rest });
  const cards = history[0]?.gpus ?? [];
  return [
    line('processCpu', 'part', ({ processCpu }) => processCpu),
    line('cpu', 'part', ({ cpu }) => cpu),
    line('processMemory', 'bytes', ({ processMemory }) => processMemory, { most: memory }),
    line('machineMemory', 'bytes', ({ machineMemory }) => machineMemory, { most: memory }),
    ...cards.flatMap(({ name, memoryTotal }, at) => [
      line('gpu', 'part', ({ gpus }) => gpus[at]?.use ?? 0, { name, key: `gpu ${String(at)}` }),
      line('gpuMemory', 'bytes', ({ gpus }) => gpus[at]?.memory ?? 0, {
        name,
        most: memoryTotal,
        key: `gpuMemory ${String(at)}`,
      }),
    ]),
  ];
}

/** Points of a line in a box of 100 by 100, whose lower edge is nothing: SVG. Times need not be even. */
export function linePath(times: readonly number[], values: readonly number[], most: number): string {
  const [first = 0] = times;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  return values
    .map((value, at) => {
      const x = values.length === 1 ? 100 : (100 * ((times[at] ?? 0) - first)) / span;
      const y = 100 - 100 * Math.min(1, Math.max(0, most > 0 ? value / most : 0));
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
    })
    .join('');
}

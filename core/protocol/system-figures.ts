import { z } from 'zod';

/** The machine that a run is trained on. */
export const machineSchema = z.object({
  /** As Node names it: linux, darwin, win32. */
  platform: z.string(),
  /** x64, arm64. */
  arch: z.string(),
  /** "AMD EPYC 7B13": equal CPUs give equal weights. */
  cpu: z.string(),
  cores: z.number().int().min(0),
  memoryBytes: z.number().min(0),
});
export type Machine = z.infer<typeof machineSchema>;

const part = z.number().min(0).max(1);
const bytes = z.number().min(0);

/** How busy a machine is while it trains, over the seconds before. */
export const systemFiguresSchema = z.object({
  /** Part of all cores that anything keeps busy, 0..1. */
  cpu: part,
  /** Part of all cores that the training keeps busy. */
  processCpu: part,
  /** Memory of the training process that is resident. */
  processMemory: bytes,
  /** Memory that nothing could have without taking it from another program. */
  machineMemory: bytes,
  /** Graphics cards that training may use, as NVIDIA's driver tells of them; none where there is no such driver. */
  gpus: z.array(z.object({ name: z.string(), use: part, memory: bytes, memoryTotal: bytes })),
});
export type SystemFigures = z.infer<typeof systemFiguresSchema>;

export const systemHistorySchema = z.array(
  systemFiguresSchema.extend({
    /** Milliseconds since 1970, UTC. */
    time: z.number(),
  }),
);
export type SystemHistory = z.infer<typeof systemHistorySchema>;

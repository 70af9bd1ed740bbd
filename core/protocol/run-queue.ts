import { z } from 'zod';

/** Runs of a higher priority are trained first. Most have 0. */
export const queuePriority = { least: -100, usual: 0, most: 100 } as const;
export const prioritySchema = z.number().int().min(queuePriority.least).max(queuePriority.most);

/** Where a run waits. */
export const queuePlaceSchema = z.object({
  priority: z.number(),
  /** Among those of its priority the lowest comes first. */
  place: z.number(),
});
export type QueuePlace = z.infer<typeof queuePlaceSchema>;

export const mostRunsAtOnce = 16;

/** What holds for the whole queue. */
export const queueStateSchema = z.object({
  /** Nothing that waits is started; what trains goes on. */
  paused: z.boolean(),
  /** How many runs train at a time on a machine without graphics cards; with cards it is one on each. */
  cpuRuns: z.number().int().min(1).max(mostRunsAtOnce),
  /** How many it is on this machine. */
  slots: z.number(),
  /** Whether a program is open that starts what waits. */
  served: z.boolean(),
});
export type QueueState = z.infer<typeof queueStateSchema>;

/** A change of the queue; what is left out stays as it is. */
export const queueChangesSchema = queueStateSchema.pick({ paused: true, cpuRuns: true }).partial();
export type QueueChanges = z.infer<typeof queueChangesSchema>;

export const queueMoves = ['front', 'up', 'down', 'back'] as const;
export type QueueMove = (typeof queueMoves)[number];

/** In the order in which they are trained. */
export function byQueue(a: { readonly queue?: QueuePlace | undefined }, b: typeof a): number {
  const [one, other] = [a.queue, b.queue];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return other.priority - one.priority || one.place - other.place;
}

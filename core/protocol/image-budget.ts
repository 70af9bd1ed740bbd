import { imageCopies } from '../model/index.ts';

/** Part of a machine's memory that the images of a run may take when they are handed to the session, with all copies that there are then; the network needs the rest. */
const share = 0.4;

/** Node reads no more than this at once, and a stream is hardly slower than what is in memory. */
const largestBudget = 2 ** 31 - 1;

/** Bytes of images that a run keeps in memory; where there are more, they stay on the disk and are read batch by batch. */
export function imageBudget(memoryBytes: number): number {
  return Math.min(largestBudget, Math.floor((memoryBytes * share) / imageCopies.handedOver));
}

/**
 * What is read from the disk together, at most: so much that handing it to the session costs the steps of a small network next to nothing, and not more
 * reads on their way than a system likes.
 */
const most = { windowBytes: 8 * 2 ** 20, windowBatches: 256 };

/** Windows of a stream in memory: the one in use and the one that is being read. The session has a copy of the first. */
export const windowsInMemory = 2;

/** Batches of so many bytes that are read from the disk together: a window of the stream. */
export function batchesPerWindow(batchBytes: number): number {
  return Math.min(most.windowBatches, Math.max(1, Math.floor(most.windowBytes / batchBytes)));
}

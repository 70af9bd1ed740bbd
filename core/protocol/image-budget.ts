/**
 * Part of a machine's memory that the images of a run may take at the peak, when they are handed to the session; the network needs the rest. Measured there: the
 * dataset as it is read, the images of a split taken out of it, the feeds, and the session's own.
 */
const share = 0.4;
const copies = 4;

/** Node reads no more than this at once, and a stream is hardly slower than what is in memory. */
const most = 2 ** 31 - 1;

/** Bytes of images that a run keeps in memory; where there are more, they stay on the disk and are read batch by batch. */
export function imageBudget(memoryBytes: number): number {
  return Math.min(most, Math.floor((memoryBytes * share) / copies));
}

/** Bytes that are read ahead of a step, and batches at least and at most: enough for the disk to be always at work, whatever the size of a batch. */
const ahead = { bytes: 32 * 2 ** 20, least: 2, most: 16 };

/** Batches of so many bytes that are read ahead of the step that needs them. */
export function readAheadBatches(batchBytes: number): number {
  return Math.min(ahead.most, Math.max(ahead.least, Math.floor(ahead.bytes / batchBytes)));
}

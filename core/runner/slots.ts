import { readdirSync } from 'node:fs';

/** Of a library, what is asked here. */
interface Known {
  readonly queue: { state(): { readonly cpuRuns: number } };
  readonly runs: { lastDevice(): string | undefined };
}

/** The NVIDIA cards that training may use, as CUDA_VISIBLE_DEVICES names them. Which there are, only Linux' driver is asked. */
export function graphicsCards(environment = process.env, driverFolder = '/proc/driver/nvidia/gpus'): string[] {
  const chosen = environment['CUDA_VISIBLE_DEVICES'];
  if (chosen !== undefined) return chosen.split(',').filter((name) => name.trim() !== '' && name.trim() !== '-1');
  try {
    return readdirSync(driverFolder).map((_, index) => String(index));
  } catch {
    return [];
  }
}

/**
 * How many runs of the queue train here at a time: one on each graphics card, or as many as the person has set where training runs on the CPU. Which it is
 * is known from the last run: a card is of no use to a TensorFlow that was built without it.
 */
export function slotsHere(library: Known, cards = graphicsCards().length): number {
  const device = cards === 0 ? undefined : library.runs.lastDevice();
  return device === undefined || device.startsWith('CPU') ? library.queue.state().cpuRuns : cards;
}

import { processorOf } from '../../core/protocol/device.ts';
import type { Format } from '../lib/format/format.ts';
import type { Dictionary } from './en.ts';

/** The device that a run names, in the person's language; a graphics card has its own name. */
export function deviceText(device: string, { device: words }: Dictionary, format: Format): string {
  const processor = processorOf(device);
  if (processor === undefined) return device;
  const { threads, plain } = processor;
  return words.processor(threads, format.integer(threads), plain);
}

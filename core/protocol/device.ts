/**
 * A processor as runs and measurements name the device that they used. Graphics cards have the names that their drivers tell. Kept as words, in
 * English: a run's device is compared, searched for and exported.
 */
export function processorDevice(threads: number): string {
  return `CPU, ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** What comes after the name of a processor on which no TensorFlow computes. */
const plain = ', plain JavaScript';

export const plainProcessorDevice = `${processorDevice(1)}${plain}`;

/** What the name of a device says of a processor; undefined of a graphics card. */
export function processorOf(device: string): { readonly threads: number; readonly plain: boolean } | undefined {
  const named = device.endsWith(plain) ? device.slice(0, -plain.length) : device;
  const threads = Number(/^CPU, (\d+) threads?$/u.exec(named)?.[1]);
  return Number.isNaN(threads) ? undefined : { threads, plain: named !== device };
}

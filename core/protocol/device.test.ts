import { expect, it } from 'vitest';
import { plainProcessorDevice, processorDevice, processorOf } from './device.ts';

it('reads a processor from the name of a device, and a graphics card as none', () => {
  expect(processorDevice(1)).toBe('CPU, 1 thread');
  for (const threads of [1, 2, 16]) expect(processorOf(processorDevice(threads))).toEqual({ threads, plain: false });
  expect(processorOf(plainProcessorDevice)).toEqual({ threads: 1, plain: true });
  for (const card of ['NVIDIA H100', 'CPU', 'WebGPU', 'CPU, TensorFlow']) expect(processorOf(card)).toBeUndefined();
});

import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cardMemory, deviceMemory } from './device-memory.ts';

describe('memory of the device', () => {
  it("is the machine's on a CPU, and not known of what WebGPU found", async () => {
    expect(await deviceMemory('compiled', 'CPU, 2 threads')).toBe(totalmem());
    expect(await deviceMemory('js', 'CPU')).toBe(totalmem());
    expect(await deviceMemory('webgpu', 'llvmpipe')).toBeUndefined();
  });

  it('is what the driver tells of a single NVIDIA card', () => {
    expect(cardMemory('24564\n')).toBe(24_564 * 2 ** 20);
    expect(cardMemory('24564\n8192\n')).toBeUndefined();
    expect(cardMemory('[N/A]\n')).toBeUndefined();
    expect(cardMemory('')).toBeUndefined();
  });
});

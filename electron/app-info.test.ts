import { describe, expect, it } from 'vitest';
import { expectedDevice } from './app-info.ts';

describe('expectedDevice', () => {
  it('is what the last run found', () => {
    const last = { backend: 'compiled', device: 'NVIDIA H100', notice: undefined } as const;
    expect(expectedDevice(last, true, 8)).toEqual({ backend: 'compiled', device: 'NVIDIA H100' });
  });

  it('is what is installed, before the first run', () => {
    expect(expectedDevice(undefined, true, 8)).toEqual({ backend: 'compiled', device: 'CPU, 8 threads' });
    expect(expectedDevice(undefined, false, 8).backend).toBe('webgpu');
  });

  it('does not believe a run from before TensorFlow was installed', () => {
    const last = { backend: 'js', device: 'CPU', notice: 'slow' } as const;
    expect(expectedDevice(last, true, 2)).toEqual({ backend: 'compiled', device: 'CPU, 2 threads' });
  });
});

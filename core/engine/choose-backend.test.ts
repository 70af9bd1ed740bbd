import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { chooseBackend, fullPrecisionNotice, unusedGpuNotice, type BackendProbes } from './choose-backend.ts';

const works: BackendProbes = { compiled: () => Promise.resolve('2.21.0'), webgpu: () => Promise.resolve('Card') };
const missing = (backend: string, detail: string) => (): Promise<never> =>
  Promise.reject(new BlockyardError('backend-unavailable', { backend, detail }));

describe('chooseBackend', () => {
  it('takes native TensorFlow first, without a word', async () => {
    const chosen = await chooseBackend('auto', works);
    expect(chosen).toMatchObject({ backend: 'compiled', versions: { tensorflow: '2.21.0' } });
    expect(chosen.notice).toBeUndefined();
  });

  it('takes WebGPU where there is no native TensorFlow, and says why', async () => {
    const chosen = await chooseBackend('auto', { ...works, compiled: missing('compiled', 'no library') });
    expect(chosen).toMatchObject({ backend: 'webgpu', versions: { tfjs: '4.22.0' } });
    expect(chosen.notice).toMatch(/no library.*WebGPU/);
  });

  it('takes plain JavaScript where there is neither, and says that it is slow', async () => {
    const chosen = await chooseBackend('auto', {
      compiled: () => Promise.reject(new Error('boom')),
      webgpu: missing('webgpu', 'no card'),
    });
    expect(chosen.backend).toBe('js');
    expect(chosen.notice).toMatch(/boom.*no card.*slower/);
  });

  it('never replaces what was asked for', async () => {
    const probes = { compiled: () => Promise.reject(new Error('boom')), webgpu: missing('webgpu', 'no card') };
    for (const [choice, detail] of [
      ['compiled', 'boom'],
      ['webgpu', 'no card'],
    ] as const) {
      await expect(chooseBackend(choice, probes)).rejects.toMatchObject({
        problem: { code: 'backend-unavailable', facts: { backend: choice, detail } },
      });
    }
    expect(await chooseBackend('js', works)).toMatchObject({ backend: 'js' });
  });
});

describe('unusedGpuNotice', () => {
  it('speaks up only when a card is there and the CPU trains', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blockyard-gpus-'));
    expect(unusedGpuNotice('CPU, 2 threads', folder)).toBeUndefined();
    writeFileSync(join(folder, '0000:01:00.0'), '');
    expect(unusedGpuNotice('CPU, 2 threads', folder)).toMatch(/NVIDIA/);
    expect(unusedGpuNotice('NVIDIA H100', folder)).toBeUndefined();
    rmSync(folder, { recursive: true });
    expect(unusedGpuNotice('CPU, 2 threads', folder)).toBeUndefined();
  });
});

describe('fullPrecisionNotice', () => {
  it('says where mixed precision is asked for and not to be had', () => {
    for (const backend of ['webgpu', 'js'] as const) {
      expect(fullPrecisionNotice(backend, { mixedPrecision: true })).toMatch(/float32/);
      expect(fullPrecisionNotice(backend, { mixedPrecision: false })).toBeUndefined();
    }
    expect(fullPrecisionNotice('compiled', { mixedPrecision: true })).toBeUndefined();
  });
});

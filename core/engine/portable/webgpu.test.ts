import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inferArchitecture, initialWeights, parseArchitecture } from '../../model/index.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import { recipeSchema } from '../../protocol/recipe.ts';
import { chooseBackend } from '../choose-backend.ts';
import type { Executor, ExecutorInput } from '../executor.ts';
import { createPortableExecutor } from './executor.ts';

/** Chromium's Vulkan in software, beside any Chromium or Electron: it makes WebGPU run without a graphics card. */
function softwareVulkan(): string | undefined {
  const cache = process.env['BLOCKYARD_CACHE'] ?? join(homedir(), '.cache', 'blockyard');
  const electron = join(cache, 'electron');
  const folders = [
    '/usr/lib/chromium',
    'node_modules/electron/dist',
    ...(existsSync(electron) ? readdirSync(electron).map((version) => join(electron, version)) : []),
  ];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
}

const driver = softwareVulkan();
if (driver !== undefined) process.env['VK_ICD_FILENAMES'] ??= driver;

function smallRun(): ExecutorInput {
  const children = [
    { kind: 'conv', filters: 4, kernelSize: [3, 3] },
    { kind: 'batchNorm' },
    { kind: 'activation', activation: 'relu' },
    { kind: 'residual', shortcut: 'pad', body: [{ kind: 'conv', filters: 6, strides: [2, 2] }, { kind: 'batchNorm' }] },
    { kind: 'avgPool', poolSize: [3, 3], strides: [2, 2], padding: 'same' },
    { kind: 'flatten' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 'classes', activation: 'softmax' },
  ];
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'small',
    root: { id: 'r', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(parsed.error[0]?.what);
  const { network } = inferArchitecture(parsed.value, { input: [8, 8, 1], classes: 3 });
  if (network === undefined) throw new Error('The network cannot be built');
  const images = {
    images: Uint8Array.from({ length: 8 * 64 }, (_, i) => (i * 7919) % 251),
    labels: Uint8Array.from({ length: 8 }, (_, i) => i % 3),
    count: 8,
  };
  return {
    network,
    recipe: recipeSchema.parse({ seed: 5 }),
    train: images,
    validation: images,
    weights: initialWeights(network, 5),
  };
}

async function losses(executor: Executor): Promise<number[]> {
  const found: number[] = [];
  for (let step = 0; step < 3; step += 1)
    found.push((await executor.trainStep(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 0.01, step)).loss);
  found.push((await executor.evaluate())?.loss ?? NaN);
  executor.dispose();
  return found;
}

it(
  'trains on WebGPU as in plain JavaScript; where there is no WebGPU, says why and plain JavaScript trains',
  { timeout: 60_000 },
  async () => {
    const run = smallRun();
    const expected = await losses(await createPortableExecutor(run, 'js'));
    expect(expected[2]).toBeLessThan(expected[0] ?? 0);
    let webgpu: Executor;
    try {
      webgpu = await createPortableExecutor(run, 'webgpu');
    } catch (error) {
      expect(error).toBeInstanceOf(BlockyardError);
      expect((error as BlockyardError).problem).toMatchObject({
        code: 'backend-unavailable',
        facts: { backend: 'webgpu' },
      });
      await expect(chooseBackend('webgpu')).rejects.toThrow(BlockyardError);
      const fallback = await chooseBackend('auto', {
        compiled: () => Promise.reject(new Error('none')),
        webgpu: () => Promise.reject(error instanceof Error ? error : new Error(String(error))),
      });
      expect(fallback).toMatchObject({ backend: 'js', notice: expect.stringContaining('slower') as unknown });
      return;
    }
    expect(webgpu.device).not.toBe('');
    const actual = await losses(webgpu);
    actual.forEach((loss, index) => {
      expect(Math.abs(loss - (expected[index] ?? NaN))).toBeLessThan(1e-4);
    });
  },
);

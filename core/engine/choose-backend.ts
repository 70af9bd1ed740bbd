import { readdirSync } from 'node:fs';
import type { Result } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { Recipe } from '../protocol/recipe.ts';
import type { Backend, BackendChoice } from '../protocol/run-spec.ts';
import type { Executor, ExecutorInput } from './executor.ts';

export interface ChosenBackend {
  readonly backend: Backend;
  /** What a person should know about the choice: why nothing faster was taken. */
  readonly notice?: string;
  /** Of the libraries that compute, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly createExecutor: (input: ExecutorInput) => Promise<Executor>;
}

/** How each backend is tried; tests put their own in. Each rejects with a BlockyardError `backend-unavailable` where it cannot run. */
export interface BackendProbes {
  /** Resolves to TensorFlow's version. */
  readonly compiled: () => Promise<string>;
  readonly webgpu: () => Promise<unknown>;
}

const probes: BackendProbes = {
  compiled: async () => {
    const { loadTensorFlow } = await import('./tensorflow.ts');
    const backend = (await loadTensorFlow()).findBackend('tensorflow') as { binding?: { TF_Version?: string } } | null;
    return backend?.binding?.TF_Version ?? 'unknown';
  },
  webgpu: async () => (await import('./portable/webgpu.ts')).installWebGpu(),
};

const slowJavaScript = 'plain JavaScript on one CPU thread, which is many times slower';

/**
 * The backend for a run: with `auto` the fastest that works here, else the one that was asked for.
 * @throws BlockyardError `backend-unavailable` for a backend that was asked for and cannot run.
 */
export async function chooseBackend(choice: BackendChoice, probe: BackendProbes = probes): Promise<ChosenBackend> {
  switch (choice) {
    case 'compiled':
      return compiled(await attempt(probe.compiled, 'compiled'));
    case 'webgpu':
      await attempt(probe.webgpu, 'webgpu');
      return portable('webgpu');
    case 'js':
      return portable('js', `Training runs in ${slowJavaScript} than TensorFlow.`);
    case 'auto':
      return chooseFastest(probe);
  }
}

async function chooseFastest(probe: BackendProbes): Promise<ChosenBackend> {
  const tensorFlow = await outcome(attempt(probe.compiled, 'compiled'));
  if (tensorFlow.ok) return compiled(tensorFlow.value);
  const because = `Native TensorFlow is not available here (${tensorFlow.error})`;
  const webGpu = await outcome(attempt(probe.webgpu, 'webgpu'));
  if (webGpu.ok)
    return portable('webgpu', `${because}, so training runs on the graphics card through WebGPU, which is slower.`);
  return portable('js', `${because}, and neither is WebGPU (${webGpu.error}), so training runs in ${slowJavaScript}.`);
}

function compiled(tensorflow: string): ChosenBackend {
  return {
    backend: 'compiled',
    versions: { tensorflow },
    createExecutor: async (input) => (await import('./compiled/index.ts')).createCompiledExecutor(input),
  };
}

async function portable(backend: 'webgpu' | 'js', notice?: string): Promise<ChosenBackend> {
  const { loadTfjs } = await import('./portable/tfjs.ts');
  const { version } = await loadTfjs();
  return {
    backend,
    versions: { tfjs: version.tfjs },
    ...(notice === undefined ? {} : { notice }),
    createExecutor: async (input) => (await import('./portable/executor.ts')).createPortableExecutor(input, backend),
  };
}

async function attempt<T>(probe: () => Promise<T>, backend: Backend): Promise<T> {
  try {
    return await probe();
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    throw new BlockyardError(
      'backend-unavailable',
      { backend, detail: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

/** An attempt's value, or why it failed. */
async function outcome<T>(trial: Promise<T>): Promise<Result<T, string>> {
  try {
    return { ok: true, value: await trial };
  } catch (error) {
    const detail = error instanceof BlockyardError ? error.problem.facts['detail'] : undefined;
    return { ok: false, error: String(detail ?? (error instanceof Error ? error.message : error)) };
  }
}

/**
 * A line for a machine whose NVIDIA card is not what trains: `device` is the executor's word for where it runs. Only Linux' driver is asked.
 */
export function unusedGpuNotice(device: string, driverFolder = '/proc/driver/nvidia/gpus'): string | undefined {
  if (!device.startsWith('CPU') || !hasEntries(driverFolder)) return undefined;
  return 'This machine has an NVIDIA graphics card, but training runs on the CPU because the TensorFlow that is installed does not use the card.';
}

/** A line for a recipe that asks for mixed precision where the executor has float32 alone: only the compiled step casts. */
export function fullPrecisionNotice(
  backend: Backend,
  { mixedPrecision }: Pick<Recipe, 'mixedPrecision'>,
): string | undefined {
  if (!mixedPrecision || backend === 'compiled') return undefined;
  return 'Mixed precision needs the compiled TensorFlow step; this run trains in float32.';
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

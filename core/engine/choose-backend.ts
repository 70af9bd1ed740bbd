import { readdirSync } from 'node:fs';
import { BlockyardError } from '../protocol/problems.ts';
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
  readonly compiled: () => Promise<unknown>;
  readonly webgpu: () => Promise<unknown>;
}

const probes: BackendProbes = {
  compiled: async () => (await import('./tensorflow.ts')).loadTensorFlow(),
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
      await attempt(probe.compiled, 'compiled');
      return compiled();
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
  const noTensorFlow = await reason(attempt(probe.compiled, 'compiled'));
  if (noTensorFlow === undefined) return compiled();
  const because = `Native TensorFlow is not available here (${noTensorFlow})`;
  const noWebGpu = await reason(attempt(probe.webgpu, 'webgpu'));
  if (noWebGpu === undefined) return portable('webgpu', `${because}, so training runs on the graphics card through WebGPU, which is slower.`);
  return portable('js', `${because}, and neither is WebGPU (${noWebGpu}), so training runs in ${slowJavaScript}.`);
}

function compiled(): ChosenBackend {
  return {
    backend: 'compiled',
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

async function attempt(probe: () => Promise<unknown>, backend: Backend): Promise<void> {
  try {
    await probe();
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    throw new BlockyardError('backend-unavailable', { backend, detail: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}

/** Why an attempt failed, undefined when it succeeded. */
async function reason(trial: Promise<void>): Promise<string | undefined> {
  try {
    await trial;
    return undefined;
  } catch (error) {
    const detail = error instanceof BlockyardError ? error.problem.facts['detail'] : undefined;
    return String(detail ?? (error instanceof Error ? error.message : error));
  }
}

/**
 * A line for a machine whose NVIDIA card is not what trains: `device` is the executor's word for where it runs. Only Linux' driver is asked.
 */
export function unusedGpuNotice(device: string, driverFolder = '/proc/driver/nvidia/gpus'): string | undefined {
  if (!device.startsWith('CPU') || !hasEntries(driverFolder)) return undefined;
  return 'This machine has an NVIDIA graphics card, but training runs on the CPU because the TensorFlow that is installed does not use the card.';
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

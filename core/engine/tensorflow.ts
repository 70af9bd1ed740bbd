import { cpus } from 'node:os';
import { readFileSync, readdirSync } from 'node:fs';
import util from 'node:util';
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu';
import { processorDevice } from '../protocol/device.ts';
import { BlockyardError } from '../protocol/problems.ts';

export type { TensorFlow };

/** What of tfjs-node's native addon is called directly. Numbers are ids of tensors and sessions that the addon keeps. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(tensor: number): void;
  /** A copy of the values. */
  tensorDataSync(tensor: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Names are separated by commas. */
  runSavedModel(session: number, inputs: number[], inputNames: string, outputNames: string): { id: number }[];
  /** How many tensors it keeps. */
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version?: string;
}

/**
 * Settings that TensorFlow reads when its library loads; one that the person has set stays. oneDNN is off by default on AMD processors and is worth
 * a factor of 1.6 to 3. Memory growth keeps TensorFlow from taking the whole graphics card.
 */
const settings = {
  TF_ENABLE_ONEDNN_OPTS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};

let loading: Promise<typeof TensorFlow> | undefined;

/**
 * The one place that loads native TensorFlow. Repeated calls give the same module.
 * @throws BlockyardError `backend-unavailable` where the library or its addon is missing or does not load.
 */
export function loadTensorFlow(): Promise<typeof TensorFlow> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof TensorFlow> {
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
  // tfjs-node 4.22 calls this function, which Node 23 removed.
  if (!('isNullOrUndefined' in util))
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  try {
    const module: typeof TensorFlow & { default?: typeof TensorFlow } = await import('@tensorflow/tfjs-node-gpu');
    return module.default ?? module;
  } catch (error) {
    const detail = firstLine(error instanceof Error ? error.message : String(error));
    throw new BlockyardError('backend-unavailable', { backend: 'compiled', detail }, { cause: error });
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

/** The addon behind tfjs-node, whichever backend tfjs computes with at present. */
export function bindingOf(tf: typeof TensorFlow): Binding {
  const backend: unknown = tf.findBackend('tensorflow');
  if (!hasBinding(backend))
    throw new BlockyardError('backend-unavailable', { backend: 'compiled', detail: 'tfjs-node registered no backend' });
  return backend.binding;
}

function hasBinding(backend: unknown): backend is { binding: Binding } {
  return typeof backend === 'object' && backend !== null && 'binding' in backend;
}

/** For people: "CPU, 2 threads", or the graphics card's name where its driver tells. */
export function describeDevice(binding: Binding): string {
  if (binding.isUsingGpuDevice()) return graphicsCardName() ?? 'NVIDIA GPU';
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 0) || cpus().length;
  return processorDevice(threads);
}

/** Of a machine with exactly one card; with several, which one TensorFlow took is not told here. */
function graphicsCardName(): string | undefined {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    const [only, ...others] = readdirSync(folder);
    if (only === undefined || others.length > 0) return undefined;
    return /^Model:\s*(.+)$/m.exec(readFileSync(`${folder}/${only}/information`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

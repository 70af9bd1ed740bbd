import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Backend } from '../../protocol/run-spec.ts';

const driverPatienceMs = 2000;

/**
 * Bytes that a training can use at most: the machine's memory on a CPU; an NVIDIA card's own as its driver's tool tells it. Undefined where it is
 * not known: with several cards, of which TensorFlow does not say which it took, and for what WebGPU found.
 */
export async function deviceMemory(backend: Backend, device: string): Promise<number | undefined> {
  if (backend === 'js' || device.startsWith('CPU')) return totalmem();
  if (backend === 'webgpu') return undefined;
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      ['--query-gpu=memory.total', '--format=csv,noheader,nounits'],
      { timeout: driverPatienceMs, windowsHide: true },
    );
    return cardMemory(stdout);
  } catch {
    return undefined;
  }
}

/** @param listed a line with MiB for each card */
export function cardMemory(listed: string): number | undefined {
  const [only, ...others] = listed.trim().split('\n');
  const mebibytes = Number(only);
  return others.length === 0 && mebibytes > 0 ? mebibytes * 2 ** 20 : undefined;
}

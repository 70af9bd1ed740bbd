import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { processorDevice } from '../core/protocol/device.ts';
import type { Backend } from '../core/protocol/run-spec.ts';

/** What training runs on, as far as is known without loading TensorFlow. */
export interface TrainingDevice {
  backend: Backend;
  device: string;
  notice?: string;
}

/** A run that chose its backend by itself, and what it chose. */
export interface PastChoice {
  backend: Backend | undefined;
  device: string | undefined;
  notice: string | undefined;
}

/**
 * What a training will run on by default: what the last one found, else what is installed. An answer at once, because nothing is loaded for it; each
 * run makes it exact.
 *
 * @param last the newest run with `backend: 'auto'` that got as far as choosing
 * @param hasTensorFlow whether the addon that links to TensorFlow is installed
 * @param threads of the processor
 */
export function expectedDevice(last: PastChoice | undefined, hasTensorFlow: boolean, threads: number): TrainingDevice {
  if (last?.backend !== undefined && last.device !== undefined && (last.backend === 'compiled') === hasTensorFlow) {
    return {
      backend: last.backend,
      device: last.device,
      ...(last.notice === undefined ? {} : { notice: last.notice }),
    };
  }
  return {
    backend: hasTensorFlow ? 'compiled' : 'webgpu',
    device: hasTensorFlow ? processorDevice(threads) : 'WebGPU',
  };
}

/** @param engine absolute path of the engine's bundle; Node finds packages for it from there upwards */
export function tensorFlowIsInstalled(engine: string): boolean {
  const addon = join('node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'tfjs_binding.node');
  return existsSync(join(engine, '..', '..', addon));
}

import { plainProcessorDevice } from '../../protocol/device.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import { loadTfjs, type Tf } from './tfjs.ts';
import { installWebGpu } from './webgpu.ts';

/** `oracle`: native TensorFlow under stock tfjs layers, for tests. */
export type PortableBackend = 'webgpu' | 'js' | 'oracle';

const tfjsNames = { webgpu: 'webgpu', js: 'cpu', oracle: 'tensorflow' } as const satisfies Record<
  PortableBackend,
  string
>;

export interface OpenBackend {
  readonly tf: Tf;
  /** For people. */
  readonly device: string;
  /** tfjs has one active backend per process; an executor activates its own before each piece of work. */
  readonly activate: () => Promise<void>;
}

/**
 * Loads tfjs with a backend and activates it.
 * @throws BlockyardError `backend-unavailable`.
 */
export async function openPortableBackend(backend: PortableBackend): Promise<OpenBackend> {
  const device = await prepare(backend);
  const tf = await loadTfjs();
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  const name = tfjsNames[backend];
  const activate = async (): Promise<void> => {
    if (tf.getBackend() === name) return;
    const active = await tf.setBackend(name);
    if (!active)
      throw new BlockyardError('backend-unavailable', { backend, detail: `tfjs could not start its ${name} backend` });
  };
  await activate();
  return { tf, device, activate };
}

async function prepare(backend: PortableBackend): Promise<string> {
  switch (backend) {
    case 'webgpu':
      return installWebGpu();
    case 'oracle': {
      const { loadTensorFlow } = await import('../tensorflow.ts');
      await loadTensorFlow();
      return 'CPU, TensorFlow';
    }
    case 'js':
      return plainProcessorDevice;
  }
}

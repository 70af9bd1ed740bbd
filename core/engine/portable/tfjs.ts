import type * as tfjs from '@tensorflow/tfjs';

/** The namespace of `@tensorflow/tfjs`, whichever backend is active in it. */
export type Tf = typeof tfjs;

/**
 * tfjs without any native part. It is loaded on first use: a run on the compiled executor never needs it, and WebGPU must be in place before.
 */
export async function loadTfjs(): Promise<Tf> {
  const loaded: Tf & { default?: Tf } = await import('@tensorflow/tfjs');
  // A CommonJS package is under `default` for Node's loader, and the namespace itself in a bundle.
  return loaded.default ?? loaded;
}

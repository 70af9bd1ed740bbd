import type * as tfjs from '@tensorflow/tfjs';

/** The namespace of `@tensorflow/tfjs`, whichever backend is active in it. */
export type Tf = typeof tfjs;

/**
 * tfjs without any native part. It is loaded on first use: a run on the compiled executor never needs it, and WebGPU must be in place before.
 */
export async function loadTfjs(): Promise<Tf> {
  return commonJsNamespace<Tf>(await import('@tensorflow/tfjs'));
}

/** What a CommonJS package exports, whether its importer is Node's loader (under `default`) or a bundle (the namespace itself). */
export function commonJsNamespace<T>(loaded: unknown): T {
  const named = loaded as { default?: T };
  return named.default ?? (loaded as T);
}

import { BlockyardError } from '../../protocol/problems.ts';
import type { BackendChoice } from '../../protocol/run-spec.ts';
import type { Inference, InferenceInput } from './inference.ts';

/**
 * Puts a network on the fastest backend that works here, or on the one that was chosen.
 * @throws BlockyardError `backend-unavailable`
 */
export async function openInference(input: InferenceInput, choice: BackendChoice = 'auto'): Promise<Inference> {
  if (choice === 'auto' || choice === 'compiled') {
    try {
      const { openCompiledInference } = await import('../compiled/index.ts');
      return await openCompiledInference(input);
    } catch (error) {
      if (choice === 'compiled' || !isUnavailable(error)) throw error;
    }
  }
  const { openPortableInference } = await import('../portable/inference.ts');
  if (choice === 'js') return openPortableInference(input, 'js');
  try {
    return await openPortableInference(input, 'webgpu');
  } catch (error) {
    if (choice === 'webgpu' || !isUnavailable(error)) throw error;
    return openPortableInference(input, 'js');
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof BlockyardError && error.problem.code === 'backend-unavailable';
}

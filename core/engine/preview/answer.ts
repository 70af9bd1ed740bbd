import { constants, setPriority } from 'node:os';
import { inspect } from 'node:util';
import type { EngineAnswer, EngineCommand } from '../../protocol/engine.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import { makePreview } from './make-preview.ts';

export type PreviewCommand = Extract<EngineCommand, { kind: 'preview' }>;

/** A preview as its host hears it. Never rejects. */
export async function answerPreview({ id, request, home }: PreviewCommand): Promise<EngineAnswer> {
  try {
    return { kind: 'answered', id, answer: await makePreview(request, home) };
  } catch (error) {
    if (error instanceof BlockyardError) return { kind: 'refused', id, problem: error.problem };
    process.stderr.write(`${inspect(error)}\n`);
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { kind: 'refused', id, problem: { code: 'preview-failed', facts: { detail: detail.slice(0, 300) } } };
  }
}

/** Leaves the machine to a training beside it: one thread, no graphics card, behind everything else. To be called before TensorFlow loads. */
export function stayInTheBackground(): void {
  Object.assign(process.env, { CUDA_VISIBLE_DEVICES: '-1', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' });
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch (error) {
    process.stderr.write(`The priority of the preview could not be lowered: ${String(error)}\n`);
  }
}

import { BlockyardError } from '../protocol/problems.ts';

/** The problem that some work is refused with. */
export async function problemOf(work: Promise<unknown>): Promise<{ code: string; detail: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BlockyardError)) throw new Error(`it should have been refused: ${String(error)}`);
  return { code: error.problem.code, detail: String(error.problem.facts.detail ?? '') };
}

import { spellDetail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';

/** What some work was refused with: `detail` as a person is told it. */
export interface Refused {
  readonly code: string;
  readonly path: string;
  readonly detail: string;
  readonly message: string;
}

/** The problem that some work is refused with. */
export async function problemOf(work: Promise<unknown>): Promise<Refused> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BlockyardError)) throw new Error(`it should have been refused: ${String(error)}`);
  const { code, facts } = error.problem;
  const { path = '', detail = '' } = spellDetail(facts);
  return { code, path: String(path), detail: String(detail), message: error.message };
}

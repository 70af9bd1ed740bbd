import { checkJsonBounds } from './json-bounds.ts';
import { type ModelProblem, modelProblem } from './problem.ts';
import type { Result } from './result.ts';

/** A text can be this long: far more than the most blocks that a document may have take. What is longer is not even looked into. */
export const longestText = 10_000_000;

/** What a text holds, which came out of a file or the clipboard. */
export function parseJsonText(text: string): Result<unknown, readonly ModelProblem[]> {
  if (text.length > longestText) return refuse('unreadable', `it is longer than ${String(longestText)} characters`);
  const excess = checkJsonBounds(text);
  if (excess !== undefined) return { ok: false, error: [excess] };
  try {
    // Some editors of Windows put a byte order mark in front.
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch (error) {
    return refuse('not-json', error instanceof Error ? error.message : String(error));
  }
}

function refuse(code: 'unreadable' | 'not-json', detail: string): Result<never, readonly ModelProblem[]> {
  return { ok: false, error: [modelProblem(code, { path: '' }, { detail })] };
}

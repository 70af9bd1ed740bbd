import type { Value } from './python.ts';

/** Which value it is, by the rounds that loops are in: the innermost loop is asked first. */
export type Decision =
  | { readonly text: string; readonly leaf: Value }
  | { readonly text: string; readonly loop: number; readonly first: Decision; readonly rest: Decision };

/**
 * Choices in choices as the shortest questions. A repeat in a repeat changes what the outer one has changed, so that asked from the outermost loop on every
 * question comes up again on both sides of the one before, while the innermost settles it: an ordered decision diagram (Bryant 1986).
 * @param textOf what is written for a value that is no choice; equal texts are one value
 */
export function orderChoice(value: Value, textOf: (leaf: Value) => string): Decision {
  if (value.kind !== 'choice') return { text: textOf(value), leaf: value };
  return decide(value.loop, orderChoice(value.first, textOf), orderChoice(value.rest, textOf));
}

/** `first` in the first round of a loop, `rest` in the others, where both ask for loops inside of that one. */
function decide(loop: number, first: Decision, rest: Decision): Decision {
  if (first.text === rest.text) return first;
  const innermost = Math.max(loop, loopOf(first), loopOf(rest));
  if (innermost === loop) return { text: `${first.text} if ${String(loop)} else (${rest.text})`, loop, first, rest };
  const inFirst = decide(loop, inRound('first', innermost, first), inRound('first', innermost, rest));
  const inRest = decide(loop, inRound('rest', innermost, first), inRound('rest', innermost, rest));
  return decide(innermost, inFirst, inRest);
}

function inRound(round: 'first' | 'rest', loop: number, decision: Decision): Decision {
  return loopOf(decision) === loop && 'loop' in decision ? decision[round] : decision;
}

function loopOf(decision: Decision): number {
  return 'loop' in decision ? decision.loop : -1;
}

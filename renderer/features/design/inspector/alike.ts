import type { Advice } from '../../../../core/model/index.ts';

/** Advice of one rule together, in the order in which the rules are first met. */
export function groupAlike(advice: readonly Advice[]): readonly (readonly [Advice, ...Advice[]])[] {
  const groups = new Map<string, [Advice, ...Advice[]]>();
  for (const one of advice) {
    const group = groups.get(one.code);
    if (group === undefined) groups.set(one.code, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

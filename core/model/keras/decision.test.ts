import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Decision, orderChoice } from './decision.ts';
import { type Value, literal } from './python.ts';

const loops = 4;

/** Choices as merging makes them: from the outermost loop to the innermost. */
const anyValue = (loop = 0): fc.Arbitrary<Value> => {
  const leaf = fc.constantFrom(1, 2, 3).map(literal);
  if (loop === loops) return leaf;
  const inner = anyValue(loop + 1);
  return fc.oneof(
    inner,
    fc.record({ kind: fc.constant('choice' as const), loop: fc.constant(loop), first: inner, rest: inner }),
  );
};

const textOf = (value: Value): string => (value.kind === 'literal' ? String(value.value) : '');

it('has the same value in every round, and asks no loop twice', () => {
  const settle = (value: Value, isFirst: (loop: number) => boolean): Value =>
    value.kind === 'choice' ? settle(isFirst(value.loop) ? value.first : value.rest, isFirst) : value;
  const decide = (decision: Decision, isFirst: (loop: number) => boolean): Value =>
    'loop' in decision ? decide(isFirst(decision.loop) ? decision.first : decision.rest, isFirst) : decision.leaf;
  const checkOrder = (decision: Decision, below: number): void => {
    if (!('loop' in decision)) return;
    expect(decision.loop).toBeLessThan(below);
    expect(decision.first.text).not.toBe(decision.rest.text);
    checkOrder(decision.first, decision.loop);
    checkOrder(decision.rest, decision.loop);
  };
  fc.assert(
    fc.property(anyValue(), (value) => {
      const decision = orderChoice(value, textOf);
      checkOrder(decision, loops);
      for (let rounds = 0; rounds < 2 ** loops; rounds += 1) {
        const isFirst = (loop: number): boolean => ((rounds >> loop) & 1) === 1;
        expect(textOf(decide(decision, isFirst))).toBe(textOf(settle(value, isFirst)));
      }
    }),
  );
});

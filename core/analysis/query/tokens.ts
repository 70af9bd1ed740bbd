import type { Result } from '../../model/index.ts';
import type { QueryProblem } from './problems.ts';

export const operators = ['>=', '<=', '!=', '>', '<', '=', ':'] as const;
export type Operator = (typeof operators)[number];

/** A part of a query and where it stands: from its first letter to one past its last. */
export interface Token {
  readonly kind: 'word' | 'operator' | 'minus';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Splits a query into words, operators and the minus signs in front of terms. Quotes hold a word together and take its meaning away. */
export function tokensOf(query: string): Result<Token[], QueryProblem> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const space = /^\s+/u.exec(rest);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const operator = operators.find((sign) => rest.startsWith(sign));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, from: at, to: at + operator.length });
      at += operator.length;
      continue;
    }
    const last = tokens.at(-1);
    if (rest.startsWith('-') && last?.kind !== 'operator' && /^-[^\s\d.]/u.test(rest)) {
      tokens.push({ kind: 'minus', text: '-', from: at, to: at + 1 });
      at += 1;
      continue;
    }
    if (rest.startsWith('"')) {
      const end = query.indexOf('"', at + 1);
      if (end < 0) return { ok: false, error: { code: 'unclosed-quote', facts: {}, from: at, to: query.length } };
      tokens.push({ kind: 'word', text: query.slice(at + 1, end), from: at, to: end + 1 });
      at = end + 1;
      continue;
    }
    const word = /^[^\s"<>=:!]+|^./u.exec(rest)?.[0] ?? rest;
    tokens.push({ kind: 'word', text: word, from: at, to: at + word.length });
    at += word.length;
  }
  return { ok: true, value: tokens };
}

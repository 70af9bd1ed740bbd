import type { Result } from '../../model/index.ts';
import type { QueryProblem } from './problems.ts';

export const operators = ['>=', '<=', '!=', '>', '<', '=', ':'] as const;
export type Operator = (typeof operators)[number];

/** A part of a query and where it stands: from its first letter to one past its last. */
export interface Token {
  readonly kind: 'word' | 'operator' | 'minus';
  readonly text: string;
  /** Of a word, what its commas part; those within quotes part nothing. */
  readonly alternatives: readonly string[];
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
      tokens.push({ kind: 'operator', text: operator, alternatives: [], from: at, to: at + operator.length });
      at += operator.length;
      continue;
    }
    const last = tokens.at(-1);
    if (rest.startsWith('-') && last?.kind !== 'operator' && /^-[^\s\d.]/u.test(rest)) {
      tokens.push({ kind: 'minus', text: '-', alternatives: [], from: at, to: at + 1 });
      at += 1;
      continue;
    }
    const word = wordAt(query, at, last?.kind === 'operator');
    if (!word.ok) return word;
    tokens.push(word.value);
    at = word.value.to;
  }
  return { ok: true, value: tokens };
}

/** @param isValue commas join pieces, quoted or not, into a list of alternatives */
function wordAt(query: string, from: number, isValue: boolean): Result<Token, QueryProblem> {
  const alternatives = [''];
  let text = '';
  let to = from;
  const add = (piece: string): void => {
    alternatives.push(`${alternatives.pop() ?? ''}${piece}`);
    text += piece;
  };
  do {
    if (query[to] === '"') {
      const end = query.indexOf('"', to + 1);
      if (end < 0) return { ok: false, error: { code: 'unclosed-quote', facts: {}, from: to, to: query.length } };
      add(query.slice(to + 1, end));
      to = end + 1;
    } else {
      const bare = /^[^\s"<>=:!]+|^./u.exec(query.slice(to))?.[0] ?? query.slice(to);
      for (const [index, piece] of bare.split(',').entries()) {
        if (index > 0) {
          alternatives.push('');
          text += ',';
        }
        add(piece);
      }
      to += bare.length;
    }
  } while (isValue && (query[to] === ',' || (query[to] === '"' && query[to - 1] === ',')));
  return { ok: true, value: { kind: 'word', text, alternatives, from, to } };
}

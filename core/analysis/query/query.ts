import type { Result } from '../../model/index.ts';
import type { RunSummary } from '../../protocol/runs.ts';
import { findField, queryFieldNames, type QueryField } from './fields.ts';
import type { QueryProblem } from './problems.ts';
import { tokensOf, type Operator, type Token } from './tokens.ts';

type Test = (run: RunSummary) => boolean;

/**
 * Text of a run in which plain words are looked for, beyond what the run itself says: what a person sees of it in their language. What it says of a run
 * is kept, so that where it says something else it has to be another function.
 */
export type ShownText = (run: RunSummary) => string;

const nothing: ShownText = () => '';

/**
 * Reads a query: terms that all have to hold, such as `accuracy > 95% tag:baseline -status:failed "residual net"`. A term is a word that is found
 * anywhere, or a field with an operator; a minus in front turns it round. Of a text, `:` asks for a part and `=` for the whole, in any case of
 * letters; commas part alternatives (`dataset:mnist,cifar`). Numbers may be written 95%, 1.5M, 20k or 2h; days as 2026-11-24. A run that does not
 * have a figure yet fulfils nothing about it.
 */
export function parseQuery(query: string, shown: ShownText = nothing): Result<Test, QueryProblem> {
  const tokens = tokensOf(query);
  if (!tokens.ok) return tokens;
  const tests: Test[] = [];
  for (let at = 0; at < tokens.value.length;) {
    const term = readTerm(tokens.value, at, shown);
    if (!term.ok) return term;
    tests.push(term.value.test);
    at = term.value.next;
  }
  return { ok: true, value: (run) => tests.every((test) => test(run)) };
}

function readTerm(
  tokens: readonly Token[],
  start: number,
  shown: ShownText,
): Result<{ test: Test; next: number }, QueryProblem> {
  const negative = tokens[start]?.kind === 'minus';
  const at = negative ? start + 1 : start;
  const [first, operator, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (first === undefined || first.kind === 'operator') {
    const place = first ?? tokens[start];
    return problem('missing-field', { operator: place?.text ?? '' }, place);
  }
  if (operator?.kind !== 'operator') return done(anywhere(first.text, shown), negative, at + 1);
  const found = findField(first.text);
  if (found === undefined)
    return problem('unknown-field', { field: first.text, known: queryFieldNames.join(', ') }, first);
  if (value?.kind !== 'word') return problem('missing-value', { operator: operator.text }, operator);
  const test = compare(found.name, found.field, operator, value);
  return test.ok ? done(test.value, negative, at + 3) : test;
}

function done(test: Test, negative: boolean, next: number): Result<{ test: Test; next: number }, QueryProblem> {
  return { ok: true, value: { test: negative ? (run) => !test(run) : test, next } };
}

function problem(
  code: QueryProblem['code'],
  facts: QueryProblem['facts'],
  place: Token | undefined,
): Result<never, QueryProblem> {
  return { ok: false, error: { code, facts, from: place?.from ?? 0, to: place?.to ?? 0 } };
}

function anywhere(word: string, shown: ShownText): Test {
  const wanted = word.toLowerCase();
  return (run) => textOf(run, shown).includes(wanted);
}

/** Texts of runs, put together once: a run that changes is another object. */
const texts = new WeakMap<ShownText, WeakMap<RunSummary, string>>();

/** Whatever the list shows of a run as text, in small letters. */
function textOf(run: RunSummary, shown: ShownText): string {
  const known = texts.get(shown) ?? new WeakMap<RunSummary, string>();
  texts.set(shown, known);
  const text =
    known.get(run) ??
    `${run.name}\n${run.architecture}\n${run.dataset}\n${run.status}\n${run.device ?? ''}\n${run.backend ?? ''}\n${run.notes}\n${run.tags.join('\n')}\n${run.id}\n${shown(run)}`.toLowerCase();
  known.set(run, text);
  return text;
}

function compare(name: string, field: QueryField, operator: Token, value: Token): Result<Test, QueryProblem> {
  const sign = operator.text as Operator;
  switch (field.kind) {
    case 'text': {
      if (sign !== ':' && sign !== '=' && sign !== '!=')
        return problem('no-order', { field: name, operator: sign }, operator);
      const wanted = value.alternatives.map((part) => part.toLowerCase()).filter((part) => part !== '');
      const fits = (text: string): boolean =>
        wanted.some((part) => (sign === ':' ? text.includes(part) : text === part));
      const test: Test = (run) => field.values(run).some((text) => text !== undefined && fits(text.toLowerCase()));
      return { ok: true, value: sign === '!=' ? (run) => !test(run) : test };
    }
    case 'flag': {
      const yes = /^(?:yes|true|1)$/iu.test(value.text);
      if (!yes && !/^(?:no|false|0)$/iu.test(value.text))
        return problem('not-yes-or-no', { field: name, value: value.text }, value);
      if (sign !== ':' && sign !== '=' && sign !== '!=')
        return problem('no-order', { field: name, operator: sign }, operator);
      return { ok: true, value: (run) => field.value(run) === (yes === (sign !== '!=')) };
    }
    case 'number': {
      const wanted = parseAmount(value.text);
      if (wanted === undefined) return problem('not-a-number', { field: name, value: value.text }, value);
      return { ok: true, value: ordered(field.value, sign, wanted, wanted) };
    }
    case 'date': {
      const day = parseDay(value.text);
      if (day === undefined) return problem('not-a-date', { value: value.text }, value);
      return { ok: true, value: ordered(field.value, sign, day.from, day.to) };
    }
  }
}

/** @param from what is wanted, a day for example, from its beginning `to` its end */
function ordered(valueOf: (run: RunSummary) => number | undefined, sign: Operator, from: number, to: number): Test {
  const compares: Readonly<Record<Operator, (value: number) => boolean>> = {
    ':': (value) => value >= from && value <= to,
    '=': (value) => value >= from && value <= to,
    '!=': (value) => value < from || value > to,
    '>': (value) => value > to,
    '>=': (value) => value >= from,
    '<': (value) => value < from,
    '<=': (value) => value <= to,
  };
  const fits = compares[sign];
  return (run) => {
    const value = valueOf(run);
    return value !== undefined && fits(value);
  };
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  '%': 0.01,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** `0.95`, `95%`, `1e-3`, `20k`, `1.5M`; of times `90s`, `5min`, `2h`, `1d`. */
function parseAmount(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%|k|M|G|s|min|h|d)?$/u.exec(text);
  if (match === null) return undefined;
  const [, number = '', unit = ''] = match;
  // As it would be written out: 95% is 0.95 and not 0.9500000000000001.
  return Number((Number(number) * (units[unit] ?? NaN)).toPrecision(15));
}

/** A day of this place's calendar, from its first millisecond to its last. */
function parseDay(text: string): { from: number; to: number } | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  const [year = 0, month = 0, day = 0] = (match ?? []).slice(1).map(Number);
  const from = new Date(year, month - 1, day);
  if (match === null || from.getMonth() !== month - 1 || from.getDate() !== day) return undefined;
  return { from: from.getTime(), to: new Date(year, month - 1, day + 1).getTime() - 1 };
}

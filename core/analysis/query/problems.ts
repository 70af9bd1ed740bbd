/** What can be wrong with a query, in English; `{name}` stands for a fact. */
export const queryProblemWordings = {
  'unknown-field': 'There is no field "{field}". Fields: {known}.',
  'missing-value': 'A value is missing after "{operator}".',
  'missing-field': 'A field is missing before "{operator}".',
  'unclosed-quote': 'This quote is not closed.',
  'not-a-number': '"{value}" is not a number that {field} can be compared with. Write 0.95, 95%, 1.5M or 2h.',
  'not-a-date': '"{value}" is not a day. Write it as 2026-11-24.',
  'not-yes-or-no': '{field} is yes or no, not "{value}".',
  'no-order':
    '{field} has no order, so "{operator}" says nothing. Use ":" for a part of it, "=" for the whole, or "!=".',
} as const;

export type QueryProblemCode = keyof typeof queryProblemWordings;

export interface QueryProblem {
  readonly code: QueryProblemCode;
  readonly facts: Readonly<Record<string, string>>;
  /** The letters that are wrong: from the first to one past the last, counted from 0. */
  readonly from: number;
  readonly to: number;
}

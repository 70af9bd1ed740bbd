/** The part of Python that the code is written in, as a tree; `print.ts` turns it into text. */

/** Numbers, words and tuples of them, as fields of nodes hold them. */
export type Data = number | string | boolean | null | readonly Data[];

/** Every literal of the code is an object of its own, so that a class can put a knob in the place of one of them. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: Data;
}

export interface Argument {
  readonly name: string;
  readonly value: Value;
  /** Written without its name. */
  readonly positional: boolean;
  /** What the callee does by itself: an argument of this value is left out. */
  readonly initial?: Data;
}

export interface Call {
  readonly kind: 'call';
  readonly callee: string;
  readonly arguments: readonly Argument[];
}

/** One value in the first round of a loop and another in the rest. */
export interface Choice {
  readonly kind: 'choice';
  /** Loops are counted from the outermost of their function, which is 0. */
  readonly loop: number;
  readonly first: Value;
  readonly rest: Value;
}

/** A block class with values for its knobs. */
export interface BlockValue {
  readonly kind: 'block';
  readonly use: BlockUse;
}

export interface BlockUse {
  /** The same for uses of one class only. */
  readonly classId: number;
  className(): string;
  knobs(): readonly Argument[];
}

/** A layer or a block, called on variables. */
interface Apply {
  readonly kind: 'apply';
  readonly layer: Value;
  readonly inputs: readonly string[];
}

export type Value = Literal | Call | Choice | BlockValue | Apply | { readonly kind: 'name'; readonly name: string };

export type Condition =
  | { readonly kind: 'first-round'; readonly loop: number }
  | { readonly kind: 'shapes-differ'; readonly variables: readonly [string, string] };

export type Statement =
  | { readonly kind: 'assign'; readonly target: string; readonly value: Value }
  | { readonly kind: 'loop'; readonly loop: number; readonly count: Value; readonly body: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'comment'; readonly text: string };

export function literal(value: Data): Literal {
  return { kind: 'literal', value };
}

export function name(text: string): Value {
  return { kind: 'name', name: text };
}

export function call(callee: string, ...given: readonly Argument[]): Call {
  return { kind: 'call', callee, arguments: given };
}

/** An argument written without its name. */
export function positional(argument: string, value: Data | Value): Argument {
  return { name: argument, value: valueOf(value), positional: true };
}

/** An argument that is left out where it is what the callee does by itself. */
export function keyword(argument: string, value: Data | Value, initial: Data): Argument {
  return { name: argument, value: valueOf(value), positional: false, initial };
}

export function assign(target: string, value: Value): Statement {
  return { kind: 'assign', target, value };
}

export function sameData(one: Data, other: Data): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => sameData(item, other[index] ?? null));
  return one === other;
}

export function isList(data: Data | Value): data is readonly Data[] {
  return Array.isArray(data);
}

/** Whether a literal can be a knob: a number, or some of them. */
export function isNumeric(data: Data): boolean {
  return isList(data) ? data.every(isNumeric) : typeof data === 'number';
}

function valueOf(value: Data | Value): Value {
  return typeof value === 'object' && value !== null && !isList(value) ? value : literal(value);
}

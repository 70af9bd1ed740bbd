import {
  type Argument,
  type Condition,
  type Data,
  type Literal,
  type Statement,
  type Value,
  isList,
  sameData,
} from './python.ts';
import { type Decision, orderChoice } from './decision.ts';
import { columns } from './text.ts';

/** What stands in the place of a literal, where a knob does. */
export type Knobs = ReadonlyMap<Literal, string>;

const step = '    ';
const loopNames = ['i', 'j', 'k'] as const;

interface Brackets {
  readonly open: string;
  readonly items: readonly (readonly Piece[])[];
  readonly close: string;
  /** What is inside is no list, only held together. */
  readonly grouping?: true;
}

/** The first value whose condition holds, else the last. */
interface Conditional {
  readonly cases: readonly { readonly value: readonly Piece[]; readonly condition: string }[];
  readonly otherwise: readonly Piece[];
}

/** Text, and what can be opened over several lines. */
type Piece = string | Brackets | Conditional;

/** Writes statements, at most 100 columns wide where names allow it, in the style of PEP 8. */
export class Printer {
  readonly #knobs: Knobs;
  /** Loops whose round something depends on. */
  readonly #counted = new Set<number>();

  constructor(knobs: Knobs = new Map()) {
    this.#knobs = knobs;
  }

  lines(statements: readonly Statement[], indent: string): readonly string[] {
    return statements.flatMap((statement) => this.#statement(statement, indent));
  }

  /** A body that ends with the value of `variable`, in `around` where it is given. */
  body(statements: readonly Statement[], variable: string, indent: string): readonly string[] {
    const last = statements[statements.length - 1];
    if (last?.kind === 'assign' && last.target === variable) {
      const before = this.lines(statements.slice(0, -1), indent);
      return [...before, ...layOut(['return ', ...this.#value(last.value)], indent)];
    }
    return [...this.lines(statements, indent), `${indent}return ${variable}`];
  }

  #statement(statement: Statement, indent: string): readonly string[] {
    switch (statement.kind) {
      case 'assign':
        return layOut([`${statement.target} = `, ...this.#value(statement.value)], indent);
      case 'comment':
        return [`${indent}# ${statement.text}`];
      case 'loop': {
        this.#counted.delete(statement.loop);
        const body = this.lines(statement.body, indent + step);
        const variable = this.#counted.has(statement.loop) ? loopName(statement.loop) : '_';
        const count = this.#inline(statement.count);
        return [`${indent}for ${variable} in range(${count}):`, ...orPass(body, indent + step)];
      }
      case 'if': {
        const then = orPass(this.lines(statement.then, indent + step), indent + step);
        const otherwise = this.lines(statement.otherwise, indent + step);
        const head = `${indent}if ${this.#condition(statement.condition)}:`;
        return otherwise.length === 0 ? [head, ...then] : [head, ...then, `${indent}else:`, ...otherwise];
      }
    }
  }

  #condition(condition: Condition): string {
    switch (condition.kind) {
      case 'first-round':
        return this.#isFirstRound(condition.loop);
      case 'shapes-differ':
        return condition.variables.map((variable) => `${variable}.shape`).join(' != ');
    }
  }

  #isFirstRound(loop: number): string {
    this.#counted.add(loop);
    return `${loopName(loop)} == 0`;
  }

  #inline(value: Value): string {
    return flat(this.#value(value));
  }

  #value(value: Value): readonly Piece[] {
    switch (value.kind) {
      case 'literal':
        return [this.#knobs.get(value) ?? printData(value.value)];
      case 'name':
        return [value.name];
      case 'call':
        return [this.#call(value.callee, value.arguments)];
      case 'block':
        return [this.#call(value.use.className(), value.use.knobs())];
      case 'apply': {
        const inputs = value.inputs.length === 1 ? [value.inputs.map((input): Piece => input)] : [[list(value.inputs)]];
        return [...this.#value(value.layer), { open: '(', items: inputs, close: ')' }];
      }
      case 'choice': {
        return this.#conditional(orderChoice(value, (leaf) => flat(this.#value(leaf))));
      }
    }
  }

  #conditional(decision: Decision): readonly Piece[] {
    const cases: Conditional['cases'][number][] = [];
    let rest = decision;
    while ('loop' in rest) {
      cases.push({ value: operand(this.#conditional(rest.first)), condition: this.#isFirstRound(rest.loop) });
      rest = rest.rest;
    }
    const otherwise = this.#value(rest.leaf);
    return cases.length === 0 ? otherwise : [{ cases, otherwise }];
  }

  #call(callee: string, given: readonly Argument[]): Piece {
    const items = given
      .filter((argument) => !this.#isInitial(argument))
      .map(({ name, positional, value }) => (positional ? this.#value(value) : [`${name}=`, ...this.#value(value)]));
    return { open: `${callee}(`, items, close: ')' };
  }

  #isInitial({ value, initial }: Argument): boolean {
    if (initial === undefined) return false;
    if (value.kind === 'choice')
      return [value.first, value.rest].every((side) =>
        this.#isInitial({ value: side, initial, name: '', positional: false }),
      );
    return value.kind === 'literal' && !this.#knobs.has(value) && sameData(value.value, initial);
  }
}

/** A number, word, or tuple; as many equal numbers as one, which Keras takes for all. */
export function printData(data: Data): string {
  if (isList(data)) {
    const [first = null, ...others] = data.map(printData);
    return others.every((other) => other === first) ? String(first) : `(${data.map(printData).join(', ')})`;
  }
  if (data === null) return 'None';
  if (typeof data === 'boolean') return data ? 'True' : 'False';
  return typeof data === 'string' ? `"${data}"` : String(data);
}

function loopName(loop: number): string {
  return loopNames[loop] ?? `i${String(loop + 1)}`;
}

function orPass(lines: readonly string[], indent: string): readonly string[] {
  return lines.some((line) => !line.trimStart().startsWith('#')) ? lines : [...lines, `${indent}pass`];
}

function list(variables: readonly string[]): Piece {
  return { open: '[', items: variables.map((variable) => [variable]), close: ']' };
}

function grouped(piece: Piece): Brackets {
  return { open: '(', items: [[piece]], close: ')', grouping: true };
}

/** As a part of a conditional expression. */
function operand(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece) => (typeof piece !== 'string' && 'cases' in piece ? grouped(piece) : piece));
}

/** `16 if i == 0`, `else 8 if j == 0`, `else 4`. */
function casesOf({ cases, otherwise }: Conditional): readonly string[] {
  const texts = cases.map(({ value, condition }) => `${flat(value)} if ${condition}`);
  return [...texts, flat(otherwise)].map((text, index) => (index === 0 ? text : `else ${text}`));
}

function flat(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('cases' in piece) return casesOf(piece).join(' ');
      return piece.open + piece.items.map(flat).join(', ') + piece.close;
    })
    .join('');
}

/** On one line if it fits; else with the first brackets that hold something opened, and those inside where that is not enough. */
function layOut(pieces: readonly Piece[], indent: string, after = ''): readonly string[] {
  const whole = indent + flat(pieces) + after;
  if (whole.length <= columns) return [whole];
  const at = pieces.findIndex((piece) => typeof piece !== 'string' && ('cases' in piece || piece.items.length > 0));
  const opened = pieces[at];
  if (opened === undefined || typeof opened === 'string') return [whole];
  if ('cases' in opened) {
    // Alone inside brackets it takes a line for each case; else it gets brackets.
    if (pieces.length === 1 && after === '') return casesOf(opened).map((text) => indent + text);
    return layOut([...pieces.slice(0, at), grouped(opened), ...pieces.slice(at + 1)], indent, after);
  }
  const before = indent + flat(pieces.slice(0, at)) + opened.open;
  const behind = opened.close + flat(pieces.slice(at + 1)) + after;
  const together = indent + step + opened.items.map(flat).join(', ');
  if (together.length <= columns) return [before, together, indent + behind];
  const comma = opened.grouping === undefined ? ',' : '';
  return [before, ...opened.items.flatMap((item) => layOut(item, indent + step, comma)), indent + behind];
}

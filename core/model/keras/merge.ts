import { type Argument, type Statement, type Value, assign } from './python.ts';

/**
 * Statements that do `first` in the first round of a loop and `rest` in the others: the same statements with a choice where values differ
 * (`strides=2 if i == 0 else 1`), and an `if` where more than values does.
 */
export function mergeRounds(
  loop: number,
  first: readonly Statement[],
  rest: readonly Statement[],
): readonly Statement[] {
  const merged =
    first.length === rest.length
      ? first.map((statement, index) => mergeStatement(loop, statement, rest[index]))
      : undefined;
  if (merged?.some((statement) => statement !== undefined) !== true) return [either(loop, first, rest)];
  return merged.map(
    (statement, index) => statement ?? either(loop, first.slice(index, index + 1), rest.slice(index, index + 1)),
  );
}

function either(loop: number, then: readonly Statement[], otherwise: readonly Statement[]): Statement {
  return { kind: 'if', condition: { kind: 'first-round', loop }, then, otherwise };
}

function mergeStatement(loop: number, first: Statement, rest: Statement | undefined): Statement | undefined {
  if (first.kind === 'assign' && rest?.kind === 'assign') {
    const value = first.target === rest.target ? mergeValue(loop, first.value, rest.value) : undefined;
    return value && assign(first.target, value);
  }
  if (first.kind === 'loop' && rest?.kind === 'loop') {
    const count = mergeValue(loop, first.count, rest.count);
    return count && { ...first, count, body: mergeRounds(loop, first.body, rest.body) };
  }
  if (
    first.kind === 'if' &&
    rest?.kind === 'if' &&
    JSON.stringify(first.condition) === JSON.stringify(rest.condition)
  ) {
    const then = mergeRounds(loop, first.then, rest.then);
    const otherwise =
      first.otherwise.length + rest.otherwise.length === 0 ? [] : mergeRounds(loop, first.otherwise, rest.otherwise);
    return { ...first, then, otherwise };
  }
  return first.kind === 'comment' && rest?.kind === 'comment' && first.text === rest.text ? first : undefined;
}

/** Undefined where the values are too different for one expression. */
function mergeValue(loop: number, first: Value, rest: Value): Value | undefined {
  if (first.kind === 'apply' && rest.kind === 'apply') {
    const layer = first.inputs.join() === rest.inputs.join() ? mergeValue(loop, first.layer, rest.layer) : undefined;
    return layer && { ...first, layer };
  }
  if (first.kind === 'call' && rest.kind === 'call') {
    const given = first.callee === rest.callee ? mergeArguments(loop, first.arguments, rest.arguments) : undefined;
    return given && { ...first, arguments: given };
  }
  if (first.kind === 'block' && rest.kind === 'block') {
    if (first.use.classId !== rest.use.classId) return undefined;
    const knobs = (): readonly Argument[] => mergeArguments(loop, first.use.knobs(), rest.use.knobs()) ?? [];
    return { kind: 'block', use: { classId: first.use.classId, className: () => first.use.className(), knobs } };
  }
  if (first.kind === 'name' && rest.kind === 'name' && first.name === rest.name) return first;
  if (isPlain(first) && isPlain(rest)) return { kind: 'choice', loop, first, rest };
  return undefined;
}

function mergeArguments(
  loop: number,
  first: readonly Argument[],
  rest: readonly Argument[],
): readonly Argument[] | undefined {
  const merged = first.map((argument, index) => {
    const other = rest[index];
    const value = other?.name === argument.name ? mergeValue(loop, argument.value, other.value) : undefined;
    return value && { ...argument, value };
  });
  const complete = merged.filter((argument) => argument !== undefined);
  return complete.length === first.length && first.length === rest.length ? complete : undefined;
}

/** Whether a value can stand on either side of a choice. Layers, which have no name for `None`, are told apart by an `if`. */
function isPlain(value: Value): boolean {
  return value.kind !== 'apply' && value.kind !== 'block';
}

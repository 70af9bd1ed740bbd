import { blocks, type Field, isNodeKind, type NodeDraft } from '../../../../core/model/index.ts';

/** What a person wrote behind a block's name: the fields that each word can mean, in the order in which they are tried. */
export interface Parameter {
  readonly fields: readonly string[];
  readonly value: unknown;
}

const activations = new Map(
  ['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh', 'softmax'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

const words: Readonly<Record<string, Parameter>> = {
  same: { fields: ['padding'], value: 'same' },
  valid: { fields: ['padding'], value: 'valid' },
  bias: { fields: ['useBias'], value: true },
  nobias: { fields: ['useBias'], value: false },
  identity: { fields: ['shortcut'], value: 'identity' },
  projection: { fields: ['shortcut'], value: 'projection' },
  pad: { fields: ['shortcut'], value: 'pad' },
  plain: { fields: ['shortcut'], value: 'none' },
  preact: { fields: ['preActivation'], value: true },
  concat: { fields: ['merge'], value: 'concat' },
  add: { fields: ['merge'], value: 'add' },
  basic: { fields: ['block'], value: 'basic' },
  bottleneck: { fields: ['block'], value: 'bottleneck' },
  classes: { fields: ['units'], value: 'classes' },
  he: { fields: ['kernelInitializer'], value: 'heNormal' },
  glorot: { fields: ['kernelInitializer'], value: 'glorotUniform' },
};

const counted = ['filters', 'units', 'times', 'poolSize', 'kernelSize', 'padding', 'blocks'];
const sized = ['kernelSize', 'poolSize'];

function readParameter(word: string): Parameter | undefined {
  const text = word.toLowerCase().replaceAll('×', 'x');
  const known = Object.hasOwn(words, text) ? words[text] : undefined;
  if (known !== undefined) return known;
  const activation = activations.get(text);
  if (activation !== undefined) return { fields: ['activation'], value: activation };
  const named = /^([a-z]\w*)=(.+)$/i.exec(word);
  if (named?.[1] !== undefined && named[2] !== undefined) return { fields: [named[1]], value: readValue(named[2]) };
  const [, first, second] = /^([\d.]+)x(\d+)$/.exec(text) ?? [];
  if (first !== undefined) return { fields: sized, value: [Number(first), Number(second)] };
  const [, letter, down, across] = /^([sdgx])(\d+)(?:x(\d+))?$/.exec(text) ?? [];
  if (letter !== undefined) {
    const side = Number(down);
    const pair = [side, across === undefined ? side : Number(across)];
    if (letter === 's') return { fields: ['strides'], value: pair };
    if (letter === 'd') return { fields: ['dilationRate'], value: pair };
    return letter === 'g' ? { fields: ['groups'], value: side } : { fields: ['times', 'blocks'], value: side };
  }
  const percent = /^([\d.]+)%$/.exec(text)?.[1];
  if (percent !== undefined) return { fields: ['rate', 'dropout'], value: Number(percent) / 100 };
  if (/^\d+$/.test(text)) return { fields: counted, value: Number(text) };
  return /^\d*\.\d+$/.test(text) ? { fields: ['rate', 'dropout'], value: Number(text) } : undefined;
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'on') return true;
  if (text === 'false' || text === 'off') return false;
  const [, down, across] = /^(\d+)[x×](\d+)$/.exec(text) ?? [];
  if (down !== undefined) return [Number(down), Number(across)];
  return /^[\d.]+(e-?\d+)?$/i.test(text) ? Number(text) : text;
}

export interface Query {
  /** What is searched for. */
  readonly search: string;
  /** What was written behind it. */
  readonly parameters: readonly Parameter[];
}

/** Tells the name of a block from the numbers and words behind it: `conv 64 3x3 s2`. A first word is always a name. */
export function readQuery(text: string): Query {
  const all = text.trim().split(/\s+/);
  let names = all.length;
  const parameters: Parameter[] = [];
  while (names > 1) {
    const parameter = readParameter(all[names - 1] ?? '');
    if (parameter === undefined) break;
    parameters.unshift(parameter);
    names -= 1;
  }
  return { search: all.slice(0, names).join(' '), parameters };
}

/** Every parameter in a field that takes it, by the field's name; undefined where one of them fits nowhere. */
export function assignParameters(
  fields: ReadonlyMap<string, Field<unknown>>,
  parameters: readonly Parameter[],
): Readonly<Record<string, unknown>> | undefined {
  const values = new Map<string, unknown>();
  for (const { fields: wanted, value } of parameters) {
    // A block of a person's own numbers its knobs: `filters2`.
    const names = wanted.flatMap((name) =>
      [...fields.keys()].filter((known) => known.replace(/(\D)\d+$/, '$1') === name || known === name),
    );
    const taken = names
      .filter((name) => !values.has(name))
      .map((name) => ({ name, read: fields.get(name)?.schema.safeParse(value) }))
      .find(({ read }) => read?.success === true);
    if (taken === undefined) return undefined;
    values.set(taken.name, taken.read?.data);
  }
  return Object.fromEntries(values);
}

/** The draft of a kind of block with parameters; undefined where one of them fits nowhere. */
export function withParameters(draft: NodeDraft, parameters: readonly Parameter[]): NodeDraft | undefined {
  if (!isNodeKind(draft.kind)) return undefined;
  const values = assignParameters(new Map(Object.entries(blocks[draft.kind].fields)), parameters);
  return values === undefined ? undefined : { ...draft, ...values };
}

/** What is meant by a function's name alone: an activation with that function. */
export function activationNamed(search: string): readonly Parameter[] {
  const parameter = readParameter(search);
  return parameter?.fields[0] === 'activation' ? [parameter] : [];
}

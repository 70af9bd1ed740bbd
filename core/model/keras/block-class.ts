import { Printer, printData } from './print.ts';
import {
  type Argument,
  type BlockUse,
  type Data,
  type Literal,
  type Statement,
  type Value,
  isList,
  isNumeric,
  sameData,
} from './python.ts';
import { docstring, uniqueName, variableName } from './text.ts';

/** What a block class is of: the same for every use of it. */
export interface BlockFacts {
  readonly name: string;
  /** A sentence, or some. */
  readonly text: string;
  /** Defaults of the block's numeric fields, in their order; null where there is none. */
  readonly fields: Readonly<Record<string, Data>>;
  /** Fields that are knobs of the class even where all uses agree on them... */
  readonly mainFields: readonly string[];
  /** ... and even where they agree on the default. */
  readonly keepsDefaults: boolean;
}

/** Values of a block's numeric fields, and what the block does with these. */
export interface UseDraft {
  readonly fields: Readonly<Record<string, Literal>>;
  readonly statements: readonly Statement[];
  /** Stands nowhere in the network: its unlike values tell which number of the body comes from which field. */
  readonly isProbe: boolean;
}

interface Knob {
  readonly name: string;
  readonly initial: Data | undefined;
  readonly at: (use: UseDraft) => Literal | undefined;
}

interface Settled {
  readonly knobs: readonly Knob[];
  /** What stands in the place of the body's literals that are knobs. */
  readonly inBody: ReadonlyMap<Literal, string>;
}

interface Slot {
  readonly argument: string;
  readonly literal: Literal;
}

/**
 * A Python class for all uses of a block that are the same but for numbers. Its knobs are found by comparing them: a number of the body that
 * differs between uses becomes a knob, named after the field whose values it has in all of them. So the class builds what each use builds,
 * whatever the block does with its fields.
 */
export class BlockClass {
  readonly id: number;
  readonly #facts: BlockFacts;
  readonly #taken: Set<string>;
  #name: string | undefined;
  readonly #uses: UseDraft[] = [];
  #settled: Settled | undefined;

  /** @param taken names of classes, to which this one's is added once it is asked for */
  constructor(id: number, facts: BlockFacts, taken: Set<string>) {
    this.id = id;
    this.#facts = facts;
    this.#taken = taken;
  }

  get name(): string {
    this.#name ??= uniqueName(this.#facts.name, this.#taken);
    return this.#name;
  }

  /** Every use has to be added before the knobs of any is asked for. */
  add(use: UseDraft): BlockUse {
    this.#uses.push(use);
    return {
      classId: this.id,
      className: () => this.name,
      knobs: () =>
        this.#settle().knobs.flatMap(({ name, initial, at }, index): Argument[] => {
          const value = at(use);
          if (value === undefined) return [];
          const argument = { name, value, positional: index === 0 && initial === undefined };
          return [initial === undefined ? argument : { ...argument, initial }];
        }),
    };
  }

  /** The class as lines of Python; undefined where it is only a probe's. */
  lines(): readonly string[] | undefined {
    const [use] = this.#real();
    if (use === undefined) return undefined;
    const { knobs, inBody } = this.#settle();
    const fields = knobs.map(({ name, initial, at }) => {
      const values = this.#real().map((real) => at(real)?.value ?? null);
      const annotated = `    ${name}: ${annotation(initial === undefined ? values : [...values, initial])}`;
      return initial === undefined ? annotated : `${annotated} = ${printData(initial)}`;
    });
    return [
      ...(fields.length === 0 ? [] : ['@dataclass']),
      `class ${this.name}:`,
      ...docstring(this.#facts.text, '    '),
      '',
      ...(fields.length === 0 ? [] : [...fields, '']),
      '    def __call__(self, x):',
      ...new Printer(inBody).body(use.statements, 'x', '        '),
    ];
  }

  #real(): readonly UseDraft[] {
    return this.#uses.filter((use) => !use.isProbe);
  }

  #settle(): Settled {
    this.#settled ??= this.#findKnobs();
    return this.#settled;
  }

  #findKnobs(): Settled {
    const uses = [...this.#real(), ...this.#uses.filter((use) => use.isProbe)];
    const slots = uses.map((use) => numbersOf(use.statements));
    const slotsOf = new Map(uses.map((use, index) => [use, slots[index]]));
    const names = new Set(['self', 'x']);
    const ofField = new Map<string, Knob>();
    const others: Knob[] = [];
    const inBody = new Map<Literal, string>();

    const knobOf = (field: string): Knob => {
      const known = ofField.get(field);
      if (known !== undefined) return known;
      const initial = this.#facts.fields[field] ?? null;
      const knob: Knob = {
        name: uniqueName(variableName(field, 'knob'), names),
        initial: initial === null ? undefined : initial,
        at: (use) => use.fields[field],
      };
      ofField.set(field, knob);
      return knob;
    };

    for (const [index, slot] of (slots[0] ?? []).entries()) {
      const column = slots.map((row) => row[index]?.literal.value ?? null);
      const real = column.slice(0, this.#real().length);
      const varies = real.some((value) => !sameData(value, real[0] ?? null));
      const source = this.#sourceOf(uses, column, slot.argument);
      if (source?.some((field) => this.#isKnob(field)) === true) {
        const factors = source.map((field) =>
          this.#isKnob(field) ? `self.${knobOf(field).name}` : printData(uses[0]?.fields[field]?.value ?? null),
        );
        inBody.set(slot.literal, factors.join(' * '));
      } else if (varies) {
        const knob: Knob = {
          name: uniqueName(variableName(slot.argument, 'knob'), names),
          initial: undefined,
          at: (use) => slotsOf.get(use)?.[index]?.literal,
        };
        others.push(knob);
        inBody.set(slot.literal, `self.${knob.name}`);
      }
    }
    const inOrder = [...Object.keys(this.#facts.fields).flatMap((field) => ofField.get(field) ?? []), ...others];
    const required = inOrder.filter(({ initial }) => initial === undefined);
    return { knobs: [...required, ...inOrder.filter((knob) => !required.includes(knob))], inBody };
  }

  #isKnob(field: string): boolean {
    const values = this.#real().map((use) => use.fields[field]?.value ?? null);
    const isMain = this.#facts.mainFields.includes(field);
    if (isMain && this.#facts.keepsDefaults) return true;
    const usual = isMain ? (this.#facts.fields[field] ?? null) : (values[0] ?? null);
    return values.some((value) => !sameData(value, usual));
  }

  /** The field that has these values in the uses, or the two fields whose product they are. */
  #sourceOf(uses: readonly UseDraft[], column: readonly Data[], argument: string): readonly string[] | undefined {
    const fields = Object.keys(this.#facts.fields);
    const valuesOf = (field: string): readonly Data[] => uses.map((use) => use.fields[field]?.value ?? null);
    const equal = fields.filter((field) =>
      valuesOf(field).every((value, index) => value !== null && sameData(value, column[index] ?? null)),
    );
    const best = equal.find((field) => variableName(field, '') === argument) ?? equal[0];
    if (best !== undefined) return [best];
    for (const [position, one] of fields.entries()) {
      for (const other of fields.slice(position + 1)) {
        const factors = valuesOf(other);
        const isProduct = valuesOf(one).every((value, index) => {
          const factor = factors[index];
          return typeof value === 'number' && typeof factor === 'number' && value * factor === column[index];
        });
        if (isProduct) return [one, other];
      }
    }
    return undefined;
  }
}

/** The same for statements that differ only in numbers, and for no others. */
export function skeletonOf(statements: readonly Statement[]): string {
  return statements
    .map((statement) => {
      switch (statement.kind) {
        case 'assign':
          return `${statement.target}=${skeletonIn(statement.value)}`;
        case 'loop':
          return `loop ${skeletonIn(statement.count)} {${skeletonOf(statement.body)}}`;
        case 'if':
          return `${JSON.stringify(statement.condition)} {${skeletonOf(statement.then)}} {${skeletonOf(statement.otherwise)}}`;
        case 'comment':
          return `# ${statement.text}`;
      }
    })
    .join('\n');
}

function skeletonIn(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return isNumeric(value.value) ? '#' : JSON.stringify(value.value);
    case 'call':
      return `${value.callee}(${value.arguments.map((given) => `${given.name}=${skeletonIn(given.value)}`).join()})`;
    case 'block':
      return `block ${String(value.use.classId)}`;
    case 'apply':
      return `${skeletonIn(value.layer)}(${value.inputs.join()})`;
    case 'choice':
      return `${String(value.loop)}?${skeletonIn(value.first)}:${skeletonIn(value.rest)}`;
    case 'name':
      return value.name;
  }
}

/** Every number in statements, always in the same order for those of one skeleton. */
function numbersOf(statements: readonly Statement[]): readonly Slot[] {
  return statements.flatMap((statement): readonly Slot[] => {
    switch (statement.kind) {
      case 'assign':
        return numbersIn(statement.value, '');
      case 'loop':
        return [...numbersIn(statement.count, 'times'), ...numbersOf(statement.body)];
      case 'if':
        return [...numbersOf(statement.then), ...numbersOf(statement.otherwise)];
      case 'comment':
        return [];
    }
  });
}

function numbersIn(value: Value, argument: string): readonly Slot[] {
  switch (value.kind) {
    case 'literal':
      return isNumeric(value.value) ? [{ argument, literal: value }] : [];
    case 'call':
      return value.arguments.flatMap((given) => numbersIn(given.value, given.name));
    case 'block':
      return value.use.knobs().flatMap((given) => numbersIn(given.value, given.name));
    case 'apply':
      return numbersIn(value.layer, '');
    case 'choice':
      return [...numbersIn(value.first, argument), ...numbersIn(value.rest, argument)];
    case 'name':
      return [];
  }
}

/** The type of these values as they are written: of equal sides as one number. */
function annotation(values: readonly Data[]): string {
  const isTuple = (value: Data): boolean => isList(value) && value.some((side) => !sameData(side, value[0] ?? null));
  const tuples = values.filter(isTuple);
  const numbers = values.filter((value) => !isTuple(value));
  const number = numbers.every((value) => isList(value) || Number.isInteger(value)) ? 'int' : 'float';
  const nested = tuples.some((value) => isList(value) && value.some(isTuple));
  const tuple = nested ? 'tuple' : 'tuple[int, int]';
  return [...(numbers.length > 0 ? [number] : []), ...(tuples.length > 0 ? [tuple] : [])].join(' | ');
}

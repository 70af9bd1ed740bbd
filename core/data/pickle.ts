import { because, describeDetail, type Detail } from '../protocol/details.ts';

/** An array of bytes as numpy keeps it. */
export class PickledArray {
  shape: readonly number[] = [];
  bytes: Uint8Array = new Uint8Array(0);
}

/** A string of Python 2, and of Python 3 a `bytes`, is a Uint8Array; a tuple is a frozen array, a list one that is not. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickledArray
  | PickledName
  | readonly PickleValue[]
  | Map<string, PickleValue>;

/** What a pickle may name of a program, each of which is read as what it would make, and never called. */
const names = {
  'numpy.core.multiarray _reconstruct': 'reconstruct',
  'numpy._core.multiarray _reconstruct': 'reconstruct',
  'numpy ndarray': 'ndarray',
  'numpy dtype': 'dtype',
  // What Python 3 writes for bytes in a protocol that has none: the bytes as Latin-1 text.
  '_codecs encode': 'encode',
} as const;

class PickledName {
  readonly means: (typeof names)[keyof typeof names] | 'unsigned byte';
  constructor(means: PickledName['means']) {
    this.means = means;
  }
}

/** More than any file of CIFAR takes, some 400,000 for 50,000 images with their names, and few enough to be held. */
const mostOperations = 2_000_000;

/**
 * Reads a pickle of protocol 2 (Python library reference, "pickle"; opcodes: CPython's Lib/pickletools.py) as data. Only what the files of CIFAR are made
 * of is understood: numbers, strings, lists, tuples, dictionaries and numpy arrays of bytes. Nothing in the file is ever run: a name of a function that
 * is not in the table above ends the reading.
 * @throws PickleError
 */
export function readPickle(file: Buffer): PickleValue {
  return new PickleReader(file).read();
}

export class PickleError extends Error {
  /** What is wrong with the file. */
  readonly detail: Detail;

  constructor(detail: Detail) {
    super(describeDetail(detail));
    this.name = 'PickleError';
    this.detail = detail;
  }
}

class PickleReader {
  static readonly #operations: Readonly<Record<string, (self: PickleReader) => void>> = {
    '(': (self) => self.#marks.push(self.#stack.length),
    N: (self) => self.#push(null),
    '\x88': (self) => self.#push(true),
    '\x89': (self) => self.#push(false),
    // Numbers of one, two and four bytes.
    K: (self) => self.#push(self.#byte()),
    M: (self) => self.#push(self.#take(2).readUInt16LE()),
    J: (self) => self.#push(self.#take(4).readInt32LE()),
    // Strings of Python 2, short and long, and text.
    U: (self) => self.#push(self.#take(self.#byte())),
    T: (self) => self.#push(self.#take(self.#take(4).readInt32LE())),
    X: (self) => self.#push(self.#take(self.#take(4).readUInt32LE()).toString('utf8')),
    ')': (self) => self.#push(tuple([])),
    '\x85': (self) => self.#push(tuple([self.#pop()])),
    '\x86': (self) => self.#push(tuple([self.#pop(), self.#pop()].reverse())),
    '\x87': (self) => self.#push(tuple([self.#pop(), self.#pop(), self.#pop()].reverse())),
    t: (self) => self.#push(tuple(self.#sinceMark())),
    ']': (self) => self.#push([]),
    a: (self) => self.#append([self.#pop()]),
    e: (self) => self.#append(self.#sinceMark()),
    '}': (self) => self.#push(new Map()),
    s: (self) => self.#set([self.#pop(), self.#pop()].reverse()),
    u: (self) => self.#set(self.#sinceMark()),
    // Remembers a value, and takes it again.
    q: (self) => self.#remember(self.#byte()),
    r: (self) => self.#remember(self.#take(4).readUInt32LE()),
    h: (self) => self.#recall(self.#byte()),
    j: (self) => self.#recall(self.#take(4).readUInt32LE()),
    // A name of Python, a call of it, and a change of what the call made.
    c: (self) => self.#name(`${self.#line()} ${self.#line()}`),
    R: (self) => self.#push(self.#called()),
    b: (self) => self.#build(),
  };
  readonly #file: Buffer;
  #at = 0;
  /** What is being put together. A mark is the length the stack had when it was set. */
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** Bytes made of Latin-1 text, which a short file may ask for many times. */
  #encoded = 0;

  constructor(file: Buffer) {
    this.#file = file;
  }

  read(): PickleValue {
    if (this.#byte() !== 0x80) throw new PickleError(because('pickle-none'));
    const protocol = this.#byte();
    if (protocol !== 2) throw new PickleError(because('pickle-protocol', { protocol }));
    for (let count = 0; count < mostOperations; count += 1) {
      const opcode = this.#byte();
      if (opcode === 0x2e) return this.#finish();
      this.#step(opcode);
    }
    throw new PickleError(because('pickle-many'));
  }

  #finish(): PickleValue {
    const value = this.#pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw new PickleError(because('pickle-left-over'));
    if (this.#at < this.#file.length) throw new PickleError(because('pickle-goes-on'));
    return value;
  }

  #step(opcode: number): void {
    const operation = PickleReader.#operations[String.fromCharCode(opcode)];
    if (operation === undefined) {
      const shown = `0x${opcode.toString(16).padStart(2, '0')}`;
      throw new PickleError(because('pickle-operation', { at: this.#at - 1, operation: shown }));
    }
    operation(this);
  }

  #take(count: number): Buffer {
    if (count < 0 || this.#at + count > this.#file.length)
      throw new PickleError(because('pickle-cut', { bytes: this.#file.length }));
    this.#at += count;
    return this.#file.subarray(this.#at - count, this.#at);
  }

  #byte(): number {
    return this.#take(1).readUInt8();
  }

  #line(): string {
    const end = this.#file.subarray(this.#at, this.#at + 200).indexOf('\n');
    if (end < 0) throw new PickleError(because('pickle-name'));
    return this.#take(end + 1)
      .toString('latin1')
      .slice(0, -1);
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Never below a mark. */
  #pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw new PickleError(because('pickle-lacks'));
    return value;
  }

  #sinceMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleError(because('pickle-lacks'));
    return this.#stack.splice(mark);
  }

  #top(): PickleValue {
    const value = this.#pop();
    this.#push(value);
    return value;
  }

  #append(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list) || Object.isFrozen(list)) throw new PickleError(because('pickle-no-list'));
    for (const value of values) (list as PickleValue[]).push(value);
  }

  #set(pairs: readonly PickleValue[]): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map) || pairs.length % 2 !== 0) throw new PickleError(because('pickle-no-map'));
    for (let at = 0; at < pairs.length; at += 2) {
      const key = textOf(pairs[at]);
      if (key === undefined) throw new PickleError(because('pickle-key'));
      dictionary.set(key, pairs[at + 1] ?? null);
    }
  }

  #remember(index: number): void {
    this.#memo.set(index, this.#top());
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleError(because('pickle-lacks'));
    this.#push(value);
  }

  #name(name: string): void {
    if (!(name in names)) {
      const shown = JSON.stringify(name.replace(' ', '.'));
      throw new PickleError(because('pickle-runs', { function: shown }));
    }
    this.#push(new PickledName(names[name as keyof typeof names]));
  }

  /** What a call would make. */
  #called(): PickleValue {
    const given = this.#pop();
    const called = this.#pop();
    if (!(called instanceof PickledName) || !isTuple(given)) throw new PickleError(because('pickle-calls'));
    const [first, second] = given;
    switch (called.means) {
      case 'reconstruct':
        if (!(first instanceof PickledName) || first.means !== 'ndarray')
          throw new PickleError(because('pickle-array-kind'));
        return new PickledArray();
      case 'dtype':
        if (textOf(first) !== 'u1') throw new PickleError(because('pickle-array-type', { type: textOf(first) ?? '?' }));
        return new PickledName('unsigned byte');
      case 'encode':
        if (typeof first !== 'string' || second !== 'latin1') throw new PickleError(because('pickle-encodes'));
        return this.#latin1(first);
      case 'ndarray':
      case 'unsigned byte':
        throw new PickleError(because('pickle-calls'));
    }
  }

  #latin1(text: string): Uint8Array {
    this.#encoded += text.length;
    if (this.#encoded > this.#file.length) throw new PickleError(because('pickle-expands'));
    if (/[^\0-\xff]/.test(text)) throw new PickleError(because('pickle-character'));
    return Buffer.from(text, 'latin1');
  }

  /** The state of a numpy array: (version, shape, type, whether in Fortran's order, values). That of a type tells nothing about bytes. */
  #build(): void {
    const state = this.#pop();
    const built = this.#top();
    if (built instanceof PickledName && built.means === 'unsigned byte' && isTuple(state)) return;
    if (!(built instanceof PickledArray) || !isTuple(state)) throw new PickleError(because('pickle-changes'));
    const [, shape, type, fortran, bytes] = state;
    if (!(type instanceof PickledName) || type.means !== 'unsigned byte' || !(bytes instanceof Uint8Array))
      throw new PickleError(because('pickle-array-values'));
    if (fortran === true || fortran === 1) throw new PickleError(because('pickle-array-order'));
    if (!isTuple(shape) || !shape.every((size) => typeof size === 'number' && size >= 0))
      throw new PickleError(because('pickle-array-shapeless'));
    const sizes = shape as readonly number[];
    const length = sizes.reduce((product, size) => product * size, 1);
    if (bytes.length !== length)
      throw new PickleError(because('pickle-array-length', { shape: sizes.join('x'), values: bytes.length }));
    built.shape = sizes;
    built.bytes = bytes;
  }
}

/** A text, however Python kept it: Python 2 had bytes, in whichever encoding its source was, which is UTF-8 by now. */
export function textOf(value: PickleValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined;
}

function tuple(values: PickleValue[]): readonly PickleValue[] {
  return Object.freeze(values);
}

function isTuple(value: PickleValue | undefined): value is readonly PickleValue[] {
  return Array.isArray(value) && Object.isFrozen(value);
}

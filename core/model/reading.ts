import { limits } from './limits.ts';
import { type ModelFacts, type ModelProblem, type ModelProblemCode, modelProblem, show } from './problem.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A plain object, or one made without a prototype. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ownValue(json: Json, key: string): unknown {
  return Object.hasOwn(json, key) ? json[key] : undefined;
}

/** What has been read of one document: how many nodes, and what is wrong with it. */
export class Reading {
  readonly problems: ModelProblem[] = [];
  #nodes = 0;

  /** Nobody reads on after this many problems, so that nothing more is looked for. */
  get full(): boolean {
    return this.problems.length >= limits.problems;
  }

  /** Whether the document has had more nodes than it may have. */
  get spent(): boolean {
    return this.#nodes > limits.nodes;
  }

  report(code: ModelProblemCode, path: string, facts: ModelFacts = {}, nodeId?: string): void {
    if (!this.full) this.problems.push(modelProblem(code, { path, nodeId }, facts));
  }

  /** Counts a node; false once there are too many. */
  countNode(path: string): boolean {
    this.#nodes += 1;
    if (this.#nodes === limits.nodes + 1) this.report('too-many-nodes', path, { limit: limits.nodes });
    return !this.spent;
  }

  reportUnknown(json: Json, known: readonly string[], path: string): void {
    for (const key of Object.keys(json)) {
      if (this.full) return;
      if (known.includes(key)) continue;
      const field = key.slice(0, 60);
      this.report('unknown-field', path === '' ? field : `${path}/${field}`, { field, known: known.join(', ') });
    }
  }

  /** A text of up to `longest` letters; `initial` where there is none or where it is wrong. */
  readText<T>(json: Json, field: string, path: string, longest: number, initial: T): string | T {
    const value = ownValue(json, field);
    if (value === undefined) return initial;
    if (typeof value === 'string' && value.length <= longest) return value;
    this.report('invalid-field', path === '' ? field : `${path}/${field}`, {
      field,
      value: show(value),
      expected: `a text of up to ${String(longest)} letters`,
    });
    return initial;
  }
}

import type { z } from 'zod';
import { engineAnswerSchema, type AskCommand, type EngineCommand } from '../protocol/engine.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError, type ProblemCode } from '../protocol/problems.ts';
import type { EngineHost, EngineProcess } from './engine-host.ts';
import { exitDetail } from './exit-problem.ts';

export interface AnsweringEngineOptions {
  readonly engineHost: EngineHost;
  /** What it is where the process cannot answer; its fact is `detail`. */
  readonly failure: ProblemCode;
  /** How long a process that nobody asks anything is kept, milliseconds. */
  readonly idleMs: number;
  /** A process that says nothing of a question for longer than this hangs, milliseconds. On a machine that trains it is slow. */
  readonly patienceMs: number;
}

type Question = AskCommand | Extract<EngineCommand, { kind: 'preview' | 'rates' }>;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

/** An engine process that answers questions: it starts with the first, stays warm for a while after each, and whatever ends it takes nothing else with it. */
export class AnsweringEngine {
  readonly #options: AnsweringEngineOptions;
  #engine: EngineProcess | undefined;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AnsweringEngineOptions) {
    this.#options = options;
  }

  /**
   * @param question makes the command with this id
   * @throws BlockyardError as the engine answers, or the failure of the options
   */
  async ask<Answer extends z.ZodType>(
    answer: Answer,
    question: (id: number) => Question,
    onProgress?: (done: number, total: number) => void,
  ): Promise<z.output<Answer>> {
    const engine = (this.#engine ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    const given = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#watch();
      engine.send(question(id));
    });
    const parsed = answer.safeParse(given);
    if (parsed.success) return parsed.data;
    throw this.#failure(because('answer-not-understood', { said: parsed.error.issues[0]?.message ?? '' }));
  }

  /** Ends the process; who waits is told this. */
  end(detail = because('was-ended')): void {
    clearTimeout(this.#timer);
    const engine = this.#engine;
    const waiting = [...this.#waiting.values()];
    this.#engine = undefined;
    this.#waiting = new Map();
    engine?.kill();
    for (const { reject } of waiting) reject(this.#failure(detail));
  }

  #failure(detail: Detail | string, cause?: unknown): BlockyardError {
    return new BlockyardError(this.#options.failure, { detail }, { cause });
  }

  #start(): EngineProcess {
    let engine: EngineProcess;
    try {
      engine = this.#options.engineHost.fork();
    } catch (error) {
      throw this.#failure(String(error), error);
    }
    engine.onStderr(() => undefined);
    engine.onMessage((message) => {
      // Signs of life come as well.
      const said = engineAnswerSchema.safeParse(message);
      if (!said.success || engine !== this.#engine) return;
      const { id } = said.data;
      const waiting = this.#waiting.get(id);
      if (said.data.kind === 'progress') waiting?.onProgress?.(said.data.done, said.data.total);
      else this.#waiting.delete(id);
      this.#watch();
      if (said.data.kind === 'answered') waiting?.resolve(said.data.answer);
      if (said.data.kind === 'refused')
        waiting?.reject(new BlockyardError(said.data.problem.code, said.data.problem.facts));
    });
    engine.onExit((exit) => {
      if (engine === this.#engine) this.end(exitDetail(exit));
    });
    return engine;
  }

  /** From now on, patience with what is asked, or with idleness. */
  #watch(): void {
    const { idleMs, patienceMs } = this.#options;
    clearTimeout(this.#timer);
    this.#timer =
      this.#waiting.size > 0
        ? setTimeout(() => {
            this.end(because('took-too-long'));
          }, patienceMs)
        : setTimeout(() => {
            this.end();
          }, idleMs);
    // A process that is kept only for what may come must not keep this one.
    this.#timer.unref();
  }
}

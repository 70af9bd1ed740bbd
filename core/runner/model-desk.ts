import type { RunDetail, RunSummary } from '../protocol/runs.ts';
import {
  modelQuestions,
  type ModelInput,
  type ModelOutput,
  type ModelProgress,
  type ModelReference,
  type ModelRequest,
} from '../protocol/trained-model.ts';
import { AnsweringEngine, type AnsweringEngineOptions } from './answering-engine.ts';
import { busyWith } from './measure-machine.ts';

export interface ModelDeskOptions
  extends Partial<Pick<AnsweringEngineOptions, 'idleMs' | 'patienceMs'>>, Pick<AnsweringEngineOptions, 'engineHost'> {
  /** The library. */
  readonly home: string;
  readonly runner: {
    list(): RunSummary[];
    get(id: string): RunDetail;
    folder(id: string): string;
  };
  readonly onProgress?: (progress: ModelProgress) => void;
}

/** Answers questions about trained models, by an engine process of its own. */
export class ModelDesk {
  readonly #options: ModelDeskOptions;
  readonly #engine: AnsweringEngine;

  constructor(options: ModelDeskOptions) {
    const { engineHost, idleMs = 120_000, patienceMs = 300_000 } = options;
    this.#options = options;
    this.#engine = new AnsweringEngine({ engineHost, failure: 'model-failed', idleMs, patienceMs });
  }

  /** @throws BlockyardError `unknown-run`, `weights-missing`, `checkpoint-corrupt`, `model-failed`, and what the question has of its own */
  async ask<Name extends ModelRequest>(name: Name, input: ModelInput<Name>): Promise<ModelOutput<Name>> {
    const { home, runner, onProgress } = this.#options;
    const { run, weights }: ModelReference = input;
    const { spec } = runner.get(run);
    const folder = runner.folder(run);
    const background = busyWith(runner.list()) !== undefined;
    const answer: unknown = await this.#engine.ask(
      modelQuestions[name].output,
      (id) => ({ kind: 'ask', id, name, input, folder, spec, home, weights, background }),
      (done, total) => onProgress?.({ run, done, total }),
    );
    return answer as ModelOutput<Name>;
  }

  /** Gives up everything that was asked and is not answered yet. */
  cancel(): void {
    this.#engine.end();
  }

  close(): void {
    this.#engine.end();
  }
}

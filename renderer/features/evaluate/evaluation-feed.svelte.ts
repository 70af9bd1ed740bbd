import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { RunSummary } from '../../../core/protocol/runs.ts';
import type { Evaluation, EvaluationData } from '../../../core/protocol/trained-model.ts';
import type { WeightKind } from '../../../core/protocol/transfer.ts';
import type { Api } from '../../api/client.ts';
import { keepEvaluation, keptEvaluation } from './evaluation-cache.ts';

/** Asks for the evaluation of a run on chosen images, and follows how far it is. */
export class EvaluationFeed {
  evaluation = $state.raw<Evaluation | undefined>();
  problem = $state.raw<Problem | undefined>();
  progress = $state.raw<{ readonly done: number; readonly total: number } | undefined>();
  busy = $state(false);
  cancelled = $state(false);
  readonly #api: Pick<Api, 'request' | 'subscribe'>;
  readonly #end: () => void;
  #wanted = '';

  constructor(api: Pick<Api, 'request' | 'subscribe'>, run: string) {
    this.#api = api;
    this.#end = api.subscribe('models.progress', (progress) => {
      if (progress.run === run) this.progress = progress;
    });
  }

  /** The answer to what was wanted last is shown; those before it are kept, if they come. */
  async want(
    run: Pick<RunSummary, 'id' | 'lastEpoch' | 'endedAt'>,
    weights: WeightKind,
    data: EvaluationData,
  ): Promise<void> {
    const key = JSON.stringify([run.id, run.lastEpoch?.epoch, run.endedAt, weights, data]);
    if (this.#wanted === key && this.busy) return;
    this.#wanted = key;
    this.cancelled = false;
    this.problem = undefined;
    this.progress = undefined;
    this.evaluation = keptEvaluation(key);
    this.busy = this.evaluation === undefined;
    if (!this.busy) return;
    try {
      const evaluation = await this.#api.request('models.evaluate', { run: run.id, weights, data });
      keepEvaluation(key, evaluation);
      if (this.#wanted === key) this.evaluation = evaluation;
    } catch (error) {
      if (this.#wanted === key) this.problem = toProblem(error);
    } finally {
      if (this.#wanted === key) this.busy = false;
    }
  }

  async cancel(): Promise<void> {
    this.#wanted = '';
    this.cancelled = true;
    this.busy = false;
    await this.#api.request('models.cancel');
  }

  close(): void {
    this.#end();
    if (this.busy) void this.cancel();
  }
}

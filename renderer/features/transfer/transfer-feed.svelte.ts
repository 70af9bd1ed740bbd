import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { TrainedWeights, Transfer } from '../../../core/protocol/transfer.ts';
import type { Api } from '../../api/client.ts';

type Choice = Pick<Transfer, 'from' | 'hash'>;

/** What can be taken over from where a person chose to. */
export class TransferFeed {
  weights = $state.raw<TrainedWeights | undefined>();
  problem = $state.raw<Problem | undefined>();
  readonly #api: Pick<Api, 'request'>;
  #asked = 0;

  constructor(api: Pick<Api, 'request'>) {
    this.#api = api;
  }

  forget(): void {
    this.#asked += 1;
    this.weights = undefined;
    this.problem = undefined;
  }

  /** @param keeper the run that has a copy, of weights whose hash is known. @returns what is there; undefined where it cannot be had, or something else is asked for by now */
  async look({ from, hash }: Choice, keeper: string | undefined): Promise<TrainedWeights | undefined> {
    this.forget();
    const asked = this.#asked;
    try {
      const weights = await this.#api.request('transfer.look', {
        from,
        ...(hash !== undefined && { hash }),
        ...(keeper !== undefined && { keeper }),
      });
      if (asked !== this.#asked) return undefined;
      this.weights = weights;
      return weights;
    } catch (error) {
      if (asked === this.#asked) this.problem = toProblem(error);
      return undefined;
    }
  }
}

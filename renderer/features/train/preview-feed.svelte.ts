import type { AugmentationPreview, PreviewRequest } from '../../../core/protocol/augmentation-preview.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { Api } from '../../api/client.ts';
import { createPacer } from '../../state/pacer.ts';

/**
 * Pictures for settings that change while one drags: at most ten times a second, one question at a time, and the last one is always answered. Until then the
 * picture before it stays.
 */
export class PreviewFeed {
  picture = $state.raw<AugmentationPreview | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** What is shown is not yet what is wanted. */
  busy = $state(false);
  #api: Pick<Api, 'request'>;
  #wanted: PreviewRequest | undefined;
  #asking = false;
  #ask: () => void;

  /** @param pace asks for work to be done soon; tests do it at once */
  constructor(api: Pick<Api, 'request'>, pace: (work: () => void) => () => void = createPacer) {
    this.#api = api;
    this.#ask = pace(() => {
      void this.#next();
    });
  }

  want(request: PreviewRequest): void {
    this.#wanted = request;
    this.busy = true;
    if (!this.#asking) this.#ask();
  }

  /** Asks once more after a failure. */
  again(): void {
    if (this.#wanted !== undefined) this.want(this.#wanted);
  }

  async #next(): Promise<void> {
    const request = this.#wanted;
    if (request === undefined || this.#asking) return;
    this.#asking = true;
    try {
      this.picture = await this.#api.request('augmentation.preview', request);
      this.problem = undefined;
    } catch (error) {
      this.picture = undefined;
      this.problem = toProblem(error);
    }
    this.#asking = false;
    this.busy = this.#wanted !== request;
    if (this.busy) this.#ask();
  }
}

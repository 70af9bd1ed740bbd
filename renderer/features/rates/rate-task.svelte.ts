import { judgeRates } from '../../../core/analysis/index.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { RateCourse, RateTest } from '../../../core/protocol/rate-test.ts';
import type { Api } from '../../api/client.ts';

/** A learning-rate range test, from its start to what it shows. */
export class RateTask {
  course = $state.raw<RateCourse | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** While it is under way: steps done. */
  done = $state<number | undefined>();
  readonly finding = $derived(this.course && judgeRates(this.course));
  readonly #api: Pick<Api, 'request' | 'subscribe'>;
  #stopped = false;

  constructor(api: Pick<Api, 'request' | 'subscribe'>) {
    this.#api = api;
  }

  get busy(): boolean {
    return this.done !== undefined;
  }

  async start(test: RateTest): Promise<void> {
    if (this.busy) return;
    this.course = undefined;
    this.problem = undefined;
    this.done = 0;
    this.#stopped = false;
    const end = this.#api.subscribe('rates.progress', ({ done }) => {
      this.done = done;
    });
    try {
      this.course = await this.#api.request('rates.test', test);
    } catch (error) {
      if (!this.#isStopped()) this.problem = toProblem(error);
    } finally {
      end();
      this.done = undefined;
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  async stop(): Promise<void> {
    if (!this.busy) return;
    this.#stopped = true;
    await this.#api.request('rates.cancel');
  }
}

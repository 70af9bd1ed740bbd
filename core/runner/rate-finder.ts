import { rateCourseSchema, type RateCourse, type RateTest } from '../protocol/rate-test.ts';
import { AnsweringEngine } from './answering-engine.ts';
import type { EngineHost } from './engine-host.ts';
import { validateRun } from './validate-run.ts';

interface RateFinderOptions {
  readonly home: string;
  readonly engineHost: EngineHost;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Nobody asks it a second thing soon, and it holds the images in memory. */
const idleMs = 2000;
/** Between two steps, milliseconds. */
const patienceMs = 300_000;

/** Does learning-rate range tests, each in an engine process. */
export class RateFinder {
  readonly #options: RateFinderOptions;
  readonly #engine: AnsweringEngine;

  constructor(options: RateFinderOptions) {
    this.#options = options;
    const { engineHost } = options;
    this.#engine = new AnsweringEngine({ engineHost, failure: 'rate-test-failed', idleMs, patienceMs });
  }

  /** Ends the test that is under way. @throws BlockyardError as validateRun, engine-out-of-memory, rate-test-failed */
  async test(test: RateTest): Promise<RateCourse> {
    const { spec, datasetFolder } = validateRun(test.spec, this.#options.home);
    this.cancel();
    return this.#engine.ask(
      rateCourseSchema,
      (id) => ({ kind: 'rates', id, test: { ...test, spec }, datasetFolder }),
      this.#options.onProgress,
    );
  }

  cancel(): void {
    this.#engine.end();
  }
}

import type { CalibrationState } from '../protocol/calibration.ts';
import { toProblem } from '../protocol/problems.ts';
import type { Library } from '../store/index.ts';
import type { EngineHost } from './engine-host.ts';
import { busyWith, measureMachine } from './measure-machine.ts';
import type { Runner } from './runner.ts';

export interface CalibratorOptions {
  readonly library: Library;
  readonly runner: Pick<Runner, 'list' | 'subscribe'>;
  readonly engineHost: EngineHost;
  readonly onChange: (state: CalibrationState) => void;
}

/**
 * Knows how fast this machine trains: from the library, or by measuring it while no run trains. A run that begins ends the measurement, which starts
 * over when the machine is free again. What goes wrong is a state and never an error: predictions are not worth a training.
 */
export class Calibrator {
  readonly #options: CalibratorOptions;
  readonly #unsubscribe: () => void;
  #state: CalibrationState;
  #measuring: AbortController | undefined;
  #closed = false;

  constructor(options: CalibratorOptions) {
    this.#options = options;
    this.#state = kept(options.library);
    this.#unsubscribe = options.runner.subscribe(({ name }) => {
      if (name === 'run.changed') this.#followRuns();
    });
  }

  get state(): CalibrationState {
    return this.#state;
  }

  /** Measures, or waits until no run trains. @param again also where the speed is known already */
  measure(again: boolean): CalibrationState {
    const { status } = this.#state;
    const under = status === 'measuring' || status === 'waiting';
    if (!under && (again || status === 'none')) this.#start();
    return this.#state;
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#measuring?.abort();
  }

  #followRuns(): void {
    const busy = busyWith(this.#options.runner.list()) !== undefined;
    if (busy && this.#measuring !== undefined) {
      this.#measuring.abort();
      this.#become({ ...this.#state, status: 'waiting' });
    }
    if (!busy && this.#state.status === 'waiting' && this.#measuring === undefined) this.#start();
  }

  #start(): void {
    const { calibration } = this.#state;
    const before = calibration === undefined ? {} : { calibration };
    if (busyWith(this.#options.runner.list()) !== undefined) {
      this.#become({ status: 'waiting', ...before });
      return;
    }
    const measuring = new AbortController();
    this.#measuring = measuring;
    this.#become({ status: 'measuring', ...before });
    void measureMachine(this.#options.engineHost, measuring.signal)
      .then(
        (measured) => {
          this.#options.library.calibrations.keep(measured);
          this.#measuring = undefined;
          this.#become({ status: 'ready', calibration: measured });
        },
        (error: unknown) => {
          this.#measuring = undefined;
          if (measuring.signal.aborted) this.#followRuns();
          else this.#become({ status: 'unavailable', problem: toProblem(error), ...before });
        },
      )
      .catch((error: unknown) => {
        // The library did not take it.
        this.#measuring = undefined;
        this.#become({ status: 'unavailable', problem: toProblem(error), ...before });
      });
  }

  #become(state: CalibrationState): void {
    if (this.#closed) return;
    this.#state = state;
    this.#options.onChange(state);
  }
}

function kept(library: Library): CalibrationState {
  const calibration = library.calibrations.latest();
  return calibration === undefined ? { status: 'none' } : { status: 'ready', calibration };
}

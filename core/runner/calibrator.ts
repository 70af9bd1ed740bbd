import type { CalibrationState } from '../protocol/calibration.ts';
import { toProblem } from '../protocol/problems.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
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

type Speed = Omit<CalibrationState, 'trainings'>;

/**
 * Knows how fast this machine trains: from the library, or by measuring it while no run trains. A run that begins ends the measurement, which starts
 * over when the machine is free again. What a run has shown when it has ended is told as well. What goes wrong is a state and never an error: predictions are not worth a training.
 */
export class Calibrator {
  readonly #options: CalibratorOptions;
  readonly #unsubscribe: () => void;
  #speed: Speed;
  #trainings: CalibrationState['trainings'];
  /** Runs that have trained, or waited to, since this began. */
  readonly #seen = new Set<string>();
  #measuring: AbortController | undefined;
  #closed = false;

  constructor(options: CalibratorOptions) {
    this.#options = options;
    this.#speed = kept(options.library);
    this.#trainings = options.library.calibrations.trainings();
    this.#unsubscribe = options.runner.subscribe((notice) => {
      if (notice.name !== 'run.changed') return;
      this.#followRuns();
      this.#learnFrom(notice.payload);
    });
  }

  get state(): CalibrationState {
    return { ...this.#speed, trainings: this.#trainings };
  }

  /** Measures, or waits until no run trains. @param again also where the speed is known already */
  measure(again: boolean): CalibrationState {
    const { status } = this.#speed;
    const under = status === 'measuring' || status === 'waiting';
    if (!under && (again || status === 'none')) this.#start();
    return this.state;
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
      this.#become({ ...this.#speed, status: 'waiting' });
    }
    if (!busy && this.#speed.status === 'waiting' && this.#measuring === undefined) this.#start();
  }

  #learnFrom({ id, status }: RunSummary): void {
    if (isActive(status)) this.#seen.add(id);
    else if (this.#seen.has(id)) {
      const trainings = this.#options.library.calibrations.trainings();
      if (JSON.stringify(trainings) === JSON.stringify(this.#trainings)) return;
      this.#trainings = trainings;
      this.#become(this.#speed);
    }
  }

  #start(): void {
    const { calibration } = this.#speed;
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

  #become(speed: Speed): void {
    if (this.#closed) return;
    this.#speed = speed;
    this.#options.onChange(this.state);
  }
}

function kept(library: Library): Speed {
  const calibration = library.calibrations.latest();
  return calibration === undefined ? { status: 'none' } : { status: 'ready', calibration };
}

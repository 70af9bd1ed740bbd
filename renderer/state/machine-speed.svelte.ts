import type { Network } from '../../core/model/index.ts';
import type { Calibration, CalibrationState } from '../../core/protocol/calibration.ts';
import { predictTraining, type Prediction, type PredictionInput } from '../../core/protocol/prediction.ts';
import type { Api } from '../api/client.ts';
import type { Session } from './session.svelte.ts';

/** What is known of this machine's speed, and what it makes of a network. */
export class MachineSpeed {
  #state = $state.raw<CalibrationState>({ status: 'none', trainings: [] });
  readonly #api: Api;
  readonly #session: Session;
  #asked = false;

  constructor(api: Api, session: Session) {
    this.#api = api;
    this.#session = session;
    api.subscribe('machine.calibration', (state) => {
      this.#state = state;
    });
  }

  get state(): CalibrationState {
    return this.#state;
  }

  get calibration(): Calibration | undefined {
    return this.#state.calibration;
  }

  /** Has the machine measured where that was not done before. To be called wherever predictions are shown: the first call asks, the others do nothing. */
  async want(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    await this.#measure(false);
  }

  async measureAgain(): Promise<void> {
    await this.#measure(true);
  }

  /** Undefined until the program has told how much memory there is. */
  predict(
    network: Network,
    recipe: PredictionInput['recipe'],
    data: Pick<PredictionInput, 'trainSize' | 'validationSize'>,
  ): Prediction | undefined {
    const { info } = this.#session;
    if (info === undefined) return undefined;
    return predictTraining({
      network,
      recipe,
      ...data,
      calibration: this.calibration,
      trainings: this.#state.trainings,
      machineMemoryBytes: info.memoryBytes,
      imageBudgetBytes: info.imageBudgetBytes,
    });
  }

  async #measure(again: boolean): Promise<void> {
    try {
      this.#state = await this.#api.request('machine.measure', { again });
    } catch {
      // Without a measurement nothing is predicted, which the page shows as such.
      this.#state = { status: 'unavailable', trainings: [] };
    }
  }
}

import type { Exported, ExportFormat } from '../../../core/protocol/export.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { WeightKind } from '../../../core/protocol/transfer.ts';
import type { Api } from '../../api/client.ts';

/** What is under way once so many steps are done. */
const steps = ['load', 'write', 'check', 'done'] as const;
export type ExportStep = (typeof steps)[number];

/** Exports a run's model, and follows how far it is. */
export class ExportTask {
  exported = $state.raw<Exported | undefined>();
  problem = $state.raw<Problem | undefined>();
  busy = $state(false);
  step = $state.raw<ExportStep>('load');
  readonly #api: Pick<Api, 'request' | 'subscribe'>;
  readonly #run: string;

  constructor(api: Pick<Api, 'request' | 'subscribe'>, run: string) {
    this.#api = api;
    this.#run = run;
  }

  async start(format: ExportFormat, weights: WeightKind): Promise<void> {
    if (this.busy) return;
    this.exported = undefined;
    this.problem = undefined;
    this.busy = true;
    this.step = 'load';
    const end = this.#api.subscribe('models.progress', ({ run, done }) => {
      if (run === this.#run) this.step = steps[done] ?? 'done';
    });
    try {
      const exported = await this.#api.request('models.export', { run: this.#run, weights, format });
      if (exported !== null) this.exported = exported;
    } catch (error) {
      this.problem = toProblem(error);
    } finally {
      end();
      this.busy = false;
    }
  }

  forget(): void {
    this.exported = undefined;
    this.problem = undefined;
  }
}

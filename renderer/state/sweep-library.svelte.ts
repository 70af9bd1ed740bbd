import type { SweepOrder, SweepSummary } from '../../core/protocol/sweeps.ts';
import type { Api } from '../api/client.ts';

/** The sweeps and studies of the library, kept up to date by notices. */
export class SweepLibrary {
  /** Newest first, deleted ones too; undefined until they are known. */
  all = $state.raw<readonly SweepSummary[] | undefined>();
  readonly list = $derived(this.all?.filter(({ deletedAt }) => deletedAt === undefined));
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.subscribe('sweep.changed', (sweep) => {
      this.#take(sweep);
    });
  }

  async load(): Promise<void> {
    this.all = await this.#api.request('sweeps.list');
  }

  find(id: string): SweepSummary | undefined {
    return this.list?.find((sweep) => sweep.id === id);
  }

  /** @throws BlockyardError as the start of a run does */
  async start(order: SweepOrder): Promise<SweepSummary> {
    const sweep = await this.#api.request('sweeps.start', order);
    this.#take(sweep);
    return sweep;
  }

  async stop(id: string): Promise<void> {
    await this.#api.request('sweeps.stop', { id });
  }

  /** Takes it out of the list so that `recover` brings it back; its runs stay. */
  async remove(id: string): Promise<void> {
    this.#take(await this.#api.request('sweeps.remove', { id }));
  }

  async recover(id: string): Promise<void> {
    this.#take(await this.#api.request('sweeps.recover', { id }));
  }

  #take(sweep: SweepSummary): void {
    if (this.all === undefined) return;
    const known = this.all.some(({ id }) => id === sweep.id);
    this.all = known ? this.all.map((one) => (one.id === sweep.id ? sweep : one)) : [sweep, ...this.all];
  }
}

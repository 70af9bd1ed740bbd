import { parseArchitecture, type Target } from '../../../core/model/index.ts';
import { networkFacts, type StripLayer } from '../library/network-facts.ts';

/** What a network is drawn for where its data is not installed any more: large enough for any. */
const anyTarget: Target = { input: [224, 224, 3], classes: 10 };

type Wanted = { readonly id: string; readonly dataset: string };

/** Which runs' networks have been asked for, and what was drawn of them: many runs train the same. */
export class KnownStrips {
  readonly #targetOf: (dataset: string) => Target | undefined;
  /** By network and data. */
  readonly #drawn = new Map<string, readonly StripLayer[]>();
  readonly #asked = new Set<string>();

  constructor(targetOf: (dataset: string) => Target | undefined) {
    this.#targetOf = targetOf;
  }

  /** Of these runs those that have not been asked for; from now on they have. */
  begin(runs: readonly Wanted[]): readonly Wanted[] {
    const missing = runs.filter(({ id }) => !this.#asked.has(id));
    for (const { id } of missing) this.#asked.add(id);
    return missing;
  }

  giveUp(runs: readonly Wanted[]): void {
    for (const { id } of runs) this.#asked.delete(id);
  }

  /** `fresh`: it was not known before. */
  draw(network: unknown, dataset: string): { strip: readonly StripLayer[]; fresh: boolean } {
    const key = `${dataset}\n${JSON.stringify(network)}`;
    const known = this.#drawn.get(key);
    if (known !== undefined) return { strip: known, fresh: false };
    const parsed = parseArchitecture(network);
    const strip = parsed.ok ? networkFacts(parsed.value, this.#targetOf(dataset) ?? anyTarget).strip : [];
    this.#drawn.set(key, strip);
    return { strip, fresh: true };
  }
}

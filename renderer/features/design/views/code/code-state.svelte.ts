import {
  kerasCode,
  serializeArchitecture,
  type Architecture,
  type ModelProblem,
  type Target,
} from '../../../../../core/model/index.ts';

export type CodeTab = 'keras' | 'json';

interface Source {
  readonly architecture: Architecture;
  readonly target: Target | undefined;
}

/** The edited network as a program and as a document. */
export class CodeState {
  readonly #source: Source;
  tab = $state<CodeTab>('keras');
  readonly #keras = $derived.by(() =>
    this.#source.target === undefined ? undefined : kerasCode(this.#source.architecture, this.#source.target),
  );
  /** Undefined while something is wrong with the network. */
  readonly text: string | undefined = $derived.by(() => {
    if (this.tab === 'json') return serializeArchitecture(this.#source.architecture);
    return this.#keras?.ok === true ? this.#keras.value : undefined;
  });
  readonly problems: readonly ModelProblem[] = $derived.by(() =>
    this.tab === 'keras' && this.#keras?.ok === false ? this.#keras.error : [],
  );

  constructor(source: Source) {
    this.#source = source;
  }
}

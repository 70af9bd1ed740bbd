import type { AugmentationPreview, PreviewRequest } from '../protocol/augmentation-preview.ts';
import { previewAnswerSchema } from '../protocol/engine.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { Library } from '../store/index.ts';
import type { EngineHost, EngineProcess } from './engine-host.ts';
import { describeExit } from './exit-problem.ts';

export interface PreviewerOptions {
  readonly library: Pick<Library, 'home'>;
  readonly engineHost: EngineHost;
  /** How long a process that nobody asks anything is kept, milliseconds. */
  readonly idleMs?: number;
  /** A process that needs longer for an answer hangs, milliseconds. On a machine that trains it is slow. */
  readonly patienceMs?: number;
}

interface Waiting {
  readonly resolve: (preview: AugmentationPreview) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Shows what augmentation does to images, by an engine process of its own: it starts with the first request, stays warm for a while after each, and takes
 * next to nothing from a training beside it.
 */
export class Previewer {
  readonly #options: PreviewerOptions;
  #engine: EngineProcess | undefined;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PreviewerOptions) {
    this.#options = options;
  }

  /** @throws BlockyardError of the dataset; `backend-unavailable`, `preview-failed` */
  preview(request: PreviewRequest): Promise<AugmentationPreview> {
    const engine = (this.#engine ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#watch();
      engine.send({ kind: 'preview', id, request, home: this.#options.library.home });
    });
  }

  close(): void {
    this.#end('it was ended');
  }

  #start(): EngineProcess {
    let engine: EngineProcess;
    try {
      engine = this.#options.engineHost.fork();
    } catch (error) {
      throw new BlockyardError('preview-failed', { detail: String(error) }, { cause: error });
    }
    engine.onStderr(() => undefined);
    engine.onMessage((message) => {
      // Signs of life come as well.
      const answer = previewAnswerSchema.safeParse(message);
      if (!answer.success || engine !== this.#engine) return;
      const waiting = this.#waiting.get(answer.data.id);
      this.#waiting.delete(answer.data.id);
      this.#watch();
      if (answer.data.kind === 'previewed') waiting?.resolve(answer.data.preview);
      else waiting?.reject(new BlockyardError(answer.data.problem.code, answer.data.problem.facts));
    });
    engine.onExit((exit) => {
      if (engine === this.#engine) this.#end(describeExit(exit));
    });
    return engine;
  }

  /** From now on, patience with what is asked, or with idleness. */
  #watch(): void {
    const { idleMs = 180_000, patienceMs = 120_000 } = this.#options;
    clearTimeout(this.#timer);
    this.#timer =
      this.#waiting.size > 0
        ? setTimeout(() => {
            this.#end('it took too long');
          }, patienceMs)
        : setTimeout(() => {
            this.#end('it was ended');
          }, idleMs);
    // A process that is kept only for what may come must not keep this one.
    this.#timer.unref();
  }

  /** @param detail why, for whoever still waits */
  #end(detail: string): void {
    clearTimeout(this.#timer);
    const engine = this.#engine;
    const waiting = [...this.#waiting.values()];
    this.#engine = undefined;
    this.#waiting = new Map();
    engine?.kill();
    for (const { reject } of waiting) reject(new BlockyardError('preview-failed', { detail }));
  }
}

import {
  augmentationPreviewSchema,
  type AugmentationPreview,
  type PreviewRequest,
} from '../protocol/augmentation-preview.ts';
import type { Library } from '../store/index.ts';
import { AnsweringEngine, type AnsweringEngineOptions } from './answering-engine.ts';

export interface PreviewerOptions
  extends Partial<Pick<AnsweringEngineOptions, 'idleMs' | 'patienceMs'>>, Pick<AnsweringEngineOptions, 'engineHost'> {
  readonly library: Pick<Library, 'home'>;
}

/** Shows what augmentation does to images, by an engine process of its own that takes next to nothing from a training beside it. */
export class Previewer {
  readonly #home: string;
  readonly #engine: AnsweringEngine;

  constructor({ library, engineHost, idleMs = 180_000, patienceMs = 120_000 }: PreviewerOptions) {
    this.#home = library.home;
    this.#engine = new AnsweringEngine({ engineHost, failure: 'preview-failed', idleMs, patienceMs });
  }

  /** @throws BlockyardError of the dataset; `backend-unavailable`, `preview-failed` */
  preview(request: PreviewRequest): Promise<AugmentationPreview> {
    return this.#engine.ask(augmentationPreviewSchema, (id) => ({ kind: 'preview', id, request, home: this.#home }));
  }

  close(): void {
    this.#engine.end();
  }
}

import { predictionsCsv } from '../../../core/analysis/index.ts';
import type { ImageFit } from '../../../core/protocol/datasets.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import {
  mostPictureBytes,
  type ModelReference,
  type Prediction,
  type Predictions,
} from '../../../core/protocol/trained-model.ts';
import type { Api } from '../../api/client.ts';
import { createPacer } from '../../state/pacer.ts';

/** Files handed over at a time, so that few are in the memory. */
const filesAtOnce = 8;

/** Asks a model what it takes pictures for, and keeps what it answered. */
export class ApplyFeed {
  answer = $state.raw<Predictions | undefined>();
  chosen = $state(0);
  problem = $state.raw<Problem | undefined>();
  busy = $state(false);
  readonly #api: Pick<Api, 'request' | 'pathOf'>;
  #drawing:
    { readonly model: ModelReference; readonly pixels: Uint8Array<ArrayBuffer>; readonly name: string } | undefined;
  #asking = false;
  /** Classes and size of the model that answered last. */
  #frame: Pick<Predictions, 'classes' | 'shape'> = { classes: [], shape: [0, 0, 0] };
  /** Goes up with every question, so that the answer to an older one is not shown. */
  #question = 0;
  readonly #ask: () => void;

  constructor(api: Pick<Api, 'request' | 'pathOf'>, pace: (work: () => void) => () => void = createPacer) {
    this.#api = api;
    this.#ask = pace(() => void this.#askDrawing());
  }

  get prediction(): Prediction | undefined {
    return this.answer?.predictions[this.chosen];
  }

  get csv(): string {
    return this.answer === undefined ? '' : predictionsCsv(this.answer.predictions, this.answer.classes);
  }

  /** A drawing that changes: one question at a time, and the last is always answered. */
  draw(model: ModelReference, pixels: Uint8Array<ArrayBuffer>, name: string): void {
    this.#drawing = { model, pixels, name };
    if (!this.#asking) this.#ask();
  }

  /** Nothing is drawn any more. */
  clear(): void {
    this.#question += 1;
    this.#drawing = undefined;
    this.answer = undefined;
    this.problem = undefined;
    this.busy = false;
  }

  async files(model: ModelReference, files: readonly File[], fit: ImageFit): Promise<void> {
    if (files.length === 0) return;
    await this.#work(async (show) => {
      for (let at = 0; at < files.length; at += filesAtOnce) {
        const held = files.slice(at, at + filesAtOnce);
        show(await this.#predictFiles(model, held, fit));
      }
    });
  }

  /** Files and folders that were dropped. What is not on the disk, as a picture out of a browser, is read here. */
  async dropped(model: ModelReference, files: readonly File[], fit: ImageFit): Promise<void> {
    const paths = files.map((file) => this.#api.pathOf(file));
    if (paths.length === 0 || paths.includes('')) await this.files(model, files, fit);
    else
      await this.#work(async (show) => {
        const answer = await this.#api.request('models.predictDropped', { ...model, paths, fit });
        this.#frame = answer;
        show(answer.predictions);
      });
  }

  /** Of a folder that the person is asked for. */
  async folder(model: ModelReference, fit: ImageFit): Promise<void> {
    await this.#work(async (show) => {
      const answer = await this.#api.request('models.predictFolder', { ...model, fit });
      if (answer === null) return;
      this.#frame = answer;
      show(answer.predictions);
    });
  }

  async #predictFiles(model: ModelReference, files: readonly File[], fit: ImageFit): Promise<readonly Prediction[]> {
    const read = await Promise.all(files.map(readFile));
    const held = read.flatMap((one) => ('bytes' in one ? [one] : []));
    const pictures = { kind: 'files', files: held, fit } as const;
    const answer = held.length === 0 ? undefined : await this.#api.request('models.predict', { ...model, pictures });
    if (answer !== undefined) this.#frame = answer;
    const predictions = [...(answer?.predictions ?? [])];
    return read.map((one) => ('bytes' in one ? (predictions.shift() ?? { name: one.name }) : one));
  }

  /** What comes is shown as it comes; what came before is let go with the first of it. */
  async #work(work: (show: (part: readonly Prediction[]) => void) => Promise<void>): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    this.#drawing = undefined;
    this.busy = true;
    this.problem = undefined;
    let shown: Prediction[] = [];
    try {
      await work((part) => {
        if (question !== this.#question) return;
        if (shown.length === 0) this.chosen = 0;
        shown = [...shown, ...part];
        this.answer = { ...this.#frame, predictions: shown };
      });
    } catch (error) {
      if (question === this.#question) this.problem = toProblem(error);
    } finally {
      if (question === this.#question) this.busy = false;
    }
  }

  async #askDrawing(): Promise<void> {
    const drawing = this.#drawing;
    if (drawing === undefined || this.#asking) return;
    this.#asking = true;
    const { model, pixels, name } = drawing;
    await this.#work(async (show) => {
      this.#drawing = drawing;
      const answer = await this.#api.request('models.predict', {
        ...model,
        pictures: { kind: 'pixels', names: [name], pixels },
      });
      this.#frame = answer;
      show(answer.predictions);
    });
    this.#asking = false;
    // Cleared, or something else was asked, in the meantime.
    if (this.#drawing !== undefined && this.#drawing !== drawing) this.#ask();
  }
}

/** A file's bytes, or why it is refused: a dropped folder is a file that cannot be read. */
async function readFile(file: File): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | Prediction> {
  const { name, size } = file;
  if (size > mostPictureBytes) return { name, refusal: { reason: 'too-large' } };
  try {
    return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    return { name, refusal: { reason: 'unreadable' } };
  }
}

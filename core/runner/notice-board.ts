import type { NoticeName, NoticePayload } from '../protocol/channels.ts';
import type { Cursor, Library } from '../store/index.ts';

type RunNoticeName = Extract<NoticeName, `run.${string}` | `queue.${string}`>;

/** What a subscriber is told. */
export type RunnerNotice = {
  [Name in RunNoticeName]: { readonly name: Name; readonly payload: NoticePayload<Name> };
}[RunNoticeName];

interface Followed {
  cursor: Cursor;
  summary: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When it was last told about, by `performance.now()`. */
  toldAt: number;
}

/**
 * Tells what is new about runs, out of the library: what is told is what is kept. Touching a run any number of times gives at most one round of
 * notices in `intervalMs`, with everything since the last one.
 */
export class NoticeBoard {
  readonly #library: Library;
  readonly #intervalMs: number;
  readonly #listeners = new Set<(notice: RunnerNotice) => void>();
  readonly #followed = new Map<string, Followed>();

  constructor(library: Library, intervalMs: number) {
    this.#library = library;
    this.#intervalMs = intervalMs;
  }

  subscribe(listener: (notice: RunnerNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** From now on, tell what is new about this run. */
  follow(id: string): void {
    this.#follow(id);
  }

  /** Something about this run has changed. */
  touch(id: string): void {
    const followed = this.#follow(id);
    if (followed.timer !== undefined) return;
    const wait = followed.toldAt + this.#intervalMs - performance.now();
    followed.timer = setTimeout(
      () => {
        this.flush(id);
      },
      Math.max(0, wait),
    );
  }

  /** Tells at once what is waiting to be told about this run. */
  flush(id: string): void {
    const followed = this.#followed.get(id);
    if (followed?.timer === undefined) return;
    clearTimeout(followed.timer);
    followed.timer = undefined;
    followed.toldAt = performance.now();
    const summary = this.#library.runs.find(id);
    if (summary === undefined) {
      this.erased(id);
      return;
    }
    const news = this.#library.news.after(id, followed.cursor);
    followed.cursor = news.cursor;
    if (news.metrics.step.length > 0) this.tell({ name: 'run.metrics', payload: { id, metrics: news.metrics } });
    for (const epoch of news.epochs) this.tell({ name: 'run.epoch', payload: { id, epoch } });
    if (news.system.length > 0) this.tell({ name: 'run.system', payload: { id, figures: news.system } });
    for (const line of news.log) this.tell({ name: 'run.log', payload: { id, line } });
    const text = JSON.stringify(summary);
    if (text !== followed.summary) this.tell({ name: 'run.changed', payload: summary });
    followed.summary = text;
  }

  /** A run is gone for good. */
  erased(id: string): void {
    clearTimeout(this.#followed.get(id)?.timer);
    this.#followed.delete(id);
    this.tell({ name: 'run.erased', payload: { id } });
  }

  tell(notice: RunnerNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  close(): void {
    for (const id of this.#followed.keys()) this.flush(id);
    this.#listeners.clear();
  }

  #follow(id: string): Followed {
    const known = this.#followed.get(id);
    if (known !== undefined) return known;
    const followed: Followed = {
      cursor: this.#library.news.cursor(id),
      summary: '',
      timer: undefined,
      toldAt: -Infinity,
    };
    this.#followed.set(id, followed);
    return followed;
  }
}

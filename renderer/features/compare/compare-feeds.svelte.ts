import type { ComparedRun } from '../../../core/analysis/index.ts';
import type { RunFeed } from '../../state/run-feed.svelte.ts';
import type { Session } from '../../state/session.svelte.ts';
import type { Course } from './compare-series.ts';

/** The runs of a comparison, each kept up to date while it is open. */
export class CompareFeeds {
  feeds = $state.raw<readonly RunFeed[]>([]);
  readonly #session: Session;

  /** Those that are compared: none until all are there, as each one more would have everything worked out anew. */
  readonly #complete: readonly RunFeed[] = $derived.by(() => (this.loading ? [] : this.feeds));
  /** What is known of each; one that is not there any more is left out. */
  readonly runs: readonly ComparedRun[] = $derived.by(() =>
    this.#complete.flatMap(({ id, detail }) =>
      detail === undefined ? [] : [{ summary: this.#session.run(id) ?? detail.summary, spec: detail.spec }],
    ),
  );
  readonly courses: readonly Course[] = $derived.by(() =>
    this.#complete.flatMap(({ id, detail, record }) =>
      detail === undefined
        ? []
        : [
            {
              run: this.#session.run(id) ?? detail.summary,
              steps: record.metrics.columns,
              epochs: record.epochs,
            },
          ],
    ),
  );
  readonly loading: boolean = $derived.by(() =>
    this.feeds.some(({ detail, problem }) => detail === undefined && problem === undefined),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  /** Opens what is new, closes what is not asked for any more. */
  open(ids: readonly string[]): void {
    const known = this.feeds;
    this.feeds = ids.map((id) => known.find((feed) => feed.id === id) ?? this.#session.open(id, false));
    for (const feed of known) if (!ids.includes(feed.id)) feed.close();
  }

  close(): void {
    for (const feed of this.feeds) feed.close();
    this.feeds = [];
  }
}

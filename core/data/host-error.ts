import { describeDetail, type Detail } from '../protocol/details.ts';

/** What a host did wrong, or the way to it. */
export class HostError extends Error {
  readonly detail: Detail;
  /** Whether it is worth another try: always, never, or once something has come, since then it is there. */
  readonly again: 'always' | 'never' | 'once-reached';

  constructor(detail: Detail, again: HostError['again']) {
    super(describeDetail(detail));
    this.name = 'HostError';
    this.detail = detail;
    this.again = again;
  }
}

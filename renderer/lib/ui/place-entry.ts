/** A row of the list at the left of a place. */
export interface PlaceEntry {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  /** A word beside the title. */
  readonly badge?: string | undefined;
  readonly facts: string;
  /** A figure beside the facts. */
  readonly figure?: string | undefined;
  /** Its facts tell of something wrong. */
  readonly bad?: boolean;
}

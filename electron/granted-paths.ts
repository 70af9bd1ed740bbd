import { BlockyardError } from '../core/protocol/problems.ts';

/** Paths that are remembered; of more, the first are forgotten. An import has 10,000 at most. */
const most = 50_000;

/**
 * The files and folders that a person gave the program while it runs: in a dialog of the system, or by dropping them on the window. The page may ask for
 * those to be read and for no others, so that a page that was taken over reads nothing that nobody gave it.
 */
export class GrantedPaths {
  /** In the order in which they came. */
  readonly #paths = new Set<string>();

  grant(paths: readonly string[]): void {
    for (const path of paths) {
      this.#paths.delete(path);
      this.#paths.add(path);
    }
    for (const path of this.#paths) {
      if (this.#paths.size <= most) break;
      this.#paths.delete(path);
    }
  }

  /** @throws BlockyardError path-not-given where one of them is none of those, though it may lie in one */
  check(paths: readonly string[]): void {
    const other = paths.find((path) => !this.#paths.has(path));
    if (other !== undefined) throw new BlockyardError('path-not-given', { path: other });
  }
}

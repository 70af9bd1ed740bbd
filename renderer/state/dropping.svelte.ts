/** Who takes files that are dropped on the window, where it is not the import of data. */
class Dropping {
  /** How many views that take them are open. */
  #takers = $state(0);

  get isTaken(): boolean {
    return this.#takers > 0;
  }

  /** Returns what ends it. */
  take(): () => void {
    this.#takers += 1;
    return () => {
      this.#takers -= 1;
    };
  }
}

/** One for the page, which has one window. */
export const dropping = new Dropping();

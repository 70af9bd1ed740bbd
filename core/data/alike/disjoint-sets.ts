/** Numbers 0..count-1 in sets that can be united (B. Galler and M. Fischer 1964, with halving of paths). */
export class DisjointSets {
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, at) => at);
  }

  unite(a: number, b: number): void {
    const [one, other] = [this.#root(a), this.#root(b)];
    // The lowest number stands for its set.
    this.#parents[Math.max(one, other)] = Math.min(one, other);
  }

  /** Sets of more than one number, in the order of their lowest. */
  groups(): number[][] {
    const all = new Map<number, number[]>();
    this.#parents.forEach((_, at) => {
      const root = this.#root(at);
      const group = all.get(root);
      if (group === undefined) all.set(root, [at]);
      else group.push(at);
    });
    return [...all.values()].filter(({ length }) => length > 1);
  }

  #root(at: number): number {
    let root = at;
    for (;;) {
      const parent = this.#parents[root] ?? root;
      if (parent === root) return root;
      const above = this.#parents[parent] ?? parent;
      this.#parents[root] = above;
      root = above;
    }
  }
}

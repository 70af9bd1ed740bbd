import type { CustomNode } from './blocks/custom.ts';
import { blocks } from './blocks/registry.ts';
import type { Definitions } from './definitions.ts';
import { limits } from './limits.ts';
import type { Node } from './node.ts';
import { applyOverrides } from './overrides.ts';

const tooMany = limits.nodes + 1;

/**
 * Counts the nodes that a tree comes to once its repeats are unrolled and its blocks expanded, or `limits.nodes` + 1 where it is more, without
 * doing it: each repetition and each use of an own block with the same knobs is looked at once, so that what would double without end is told in
 * no time.
 */
export class UnrolledSize {
  readonly #definitions: Definitions;
  readonly #ofInstances = new Map<string, number>();
  /** Nodes that have been looked at. Each is another one of the unrolled tree, which so is too large when these are too many. */
  #seen = 0;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  of(node: Node): number {
    this.#seen += 1;
    if (this.#seen > limits.nodes) return tooMany;
    if (node.kind === 'custom') return this.#ofInstance(node);
    const block = blocks[node.kind];
    switch (block.category) {
      case 'layer':
        return 1;
      case 'composite':
        return 1 + this.of(block.expand(node, this.#definitions));
      case 'container': {
        if (node.kind !== 'repeat') return 1 + this.#ofAll(block.children(node).flat());
        const children = applyOverrides(node.children, node.first, this.#definitions);
        const first = this.#ofAll(children);
        const other = node.times === 1 || children === node.children ? first : this.#ofAll(node.children);
        return Math.min(tooMany, 1 + first + (node.times - 1) * other);
      }
    }
  }

  #ofInstance(node: CustomNode): number {
    const key = `${node.definition} ${JSON.stringify(node.knobs)}`;
    const known = this.#ofInstances.get(key);
    if (known !== undefined) return known;
    const size = Math.min(tooMany, 2 + this.#ofAll(this.#definitions.bodyOf(node)));
    this.#ofInstances.set(key, size);
    return size;
  }

  #ofAll(nodes: readonly Node[]): number {
    let sum = 0;
    for (const node of nodes) {
      sum += this.of(node);
      if (sum > limits.nodes) return tooMany;
    }
    return sum;
  }
}

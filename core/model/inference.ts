import type { BlockCategory } from './block.ts';
import type { Cost } from './cost.ts';
import type { Network } from './network.ts';
import type { NodeKind } from './node.ts';
import type { ModelProblem } from './problem.ts';
import type { Shape } from './shape.ts';

/** What the data fixes: the size of one image (or vector), and the number of classes. */
export interface Target {
  readonly input: Shape;
  readonly classes: number;
}

export interface Inference {
  /** Present exactly when there are no problems. */
  readonly network: Network | undefined;
  /** Every node of the document, parents before children; the first is the root. */
  readonly nodes: readonly NodeReport[];
  /** Problems of nodes in the order in which they were met, then those of the network as a whole. */
  readonly problems: readonly ModelProblem[];
  readonly totals: Totals;
}

export interface Totals extends Cost {
  readonly output: Shape | undefined;
  /** Convolution and dense layers on the longest path. */
  readonly depth: number;
  /** Layers of the network, without the input. */
  readonly layers: number;
}

/**
 * One node of the document. Costs count what can be known: zero past an error. A container or composite counts all that is inside; a node in
 * a repeat counts every repetition, with the sizes of the last.
 */
export interface NodeReport extends Cost {
  readonly id: string;
  readonly path: string;
  readonly kind: NodeKind;
  readonly category: BlockCategory;
  /** The person's own name for the block or for the own block it is one of, else its kind's English name. */
  readonly label: string;
  readonly summary: string;
  /** Nesting, 0 for the root. */
  readonly depth: number;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  readonly error?: ModelProblem;
}

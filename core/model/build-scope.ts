import type {
  CompositeBlock,
  ExpandContext,
  FieldProblem,
  LayerBlock,
  LowerContext,
  Lowered,
  Overrides,
  Scope,
  Step,
  Tensor,
} from './block.ts';
import { blocks } from './blocks/registry.ts';
import type { Build } from './build.ts';
import type { Node, NodeBase } from './node.ts';
import { applyOverrides } from './overrides.ts';
import { type Shape, sameShape } from './shape.ts';

/** Where nodes are visited: inside which composite, and how their layers are named. */
export class BuildScope implements Scope {
  readonly #build: Build;
  /** The document's composite that the visited nodes were expanded from. */
  readonly #composite: NodeBase | undefined;
  readonly #nameOf: (id: string) => string;
  /** Whether the nodes are inside a block that is known to unroll to no more nodes than there may be. */
  readonly #measured: boolean;

  constructor(build: Build, composite: NodeBase | undefined, nameOf: (id: string) => string, measured = false) {
    this.#build = build;
    this.#composite = composite;
    this.#nameOf = nameOf;
    this.#measured = measured;
  }

  get halted(): boolean {
    return this.#build.halted;
  }

  visit(node: Node, input: Tensor | undefined): Tensor | undefined {
    if (!this.#build.countVisit(this.#composite ?? node)) return undefined;
    if (!this.#measured && (node.kind === 'repeat' || node.kind === 'custom') && !this.#build.hasRoomFor(node))
      return undefined;
    const output = this.#buildNode(node, input);
    if (this.#composite === undefined) this.#build.setShapes(node, input?.shape, output?.shape);
    return output;
  }

  chain(nodes: readonly Node[], input: Tensor | undefined): Tensor | undefined {
    let value = input;
    for (const node of nodes) {
      if (this.halted) return undefined;
      value = this.visit(node, value);
    }
    return value;
  }

  steps(node: NodeBase, steps: readonly Step[], inputs: readonly Tensor[]): Tensor {
    let values = inputs;
    for (const step of steps) {
      const name = step.part === '' ? this.#nameOf(node.id) : `${this.#nameOf(node.id)}/${step.part}`;
      values = [this.#build.addLayer(this.#composite ?? node, name, step, values)];
    }
    return values[0] ?? { layer: -1, shape: [1] };
  }

  problem(node: NodeBase, problem: FieldProblem): void {
    this.#build.addProblem(this.#composite ?? node, problem, this.#composite === undefined);
  }

  inside(prefix: string, without: string): Scope {
    const nameOf = (id: string): string =>
      this.#nameOf(prefix + (without !== '' && id.startsWith(without) ? id.slice(without.length) : id));
    return new BuildScope(this.#build, this.#composite, nameOf, true);
  }

  override(nodes: readonly Node[], first: Overrides): readonly Node[] {
    return applyOverrides(nodes, first, this.#build.definitions);
  }

  #buildNode(node: Node, input: Tensor | undefined): Tensor | undefined {
    const block = blocks[node.kind];
    switch (block.category) {
      case 'layer': {
        if (input === undefined) {
          const known = block.outputWithoutInput?.(node, this.#build.context);
          return known && { layer: -1, shape: known };
        }
        const lowered = lower(block, node, input.shape, this.#build.context);
        if (lowered.ok) return this.steps(node, lowered.steps, [input]);
        this.problem(node, lowered.problem);
        return lowered.assume && { layer: -1, shape: lowered.assume };
      }
      case 'container':
        return block.build(node, input, this);
      case 'composite': {
        const inside =
          this.#composite === undefined
            ? new BuildScope(this.#build, node, this.#nameOf, node.kind === 'custom')
            : this;
        return inside.visit(expand(block, node, this.#build.definitions), input);
      }
    }
  }
}

interface KnownLowering {
  readonly input: Shape;
  readonly classes: number;
  readonly lowered: Lowered;
}

/** What became of a node last. An edit leaves all but a few nodes the very objects that they were, on the inputs that they had. */
const lowerings = new WeakMap<Node, KnownLowering>();
const expansions = new WeakMap<Node, Node>();

function lower(block: LayerBlock, node: Node, input: Shape, context: LowerContext): Lowered {
  const known = lowerings.get(node);
  if (known?.classes === context.classes && sameShape(known.input, input)) return known.lowered;
  const lowered = block.lower(node, input, context);
  lowerings.set(node, { input, classes: context.classes, lowered });
  return lowered;
}

function expand(block: CompositeBlock, node: Node, context: ExpandContext): Node {
  // What an own block stands for is told by its document.
  if (node.kind === 'custom') return block.expand(node, context);
  const known = expansions.get(node);
  if (known !== undefined) return known;
  const expanded = block.expand(node, context);
  expansions.set(node, expanded);
  return expanded;
}

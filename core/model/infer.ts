import type { Architecture } from './architecture.ts';
import type { BlockCategory, FieldProblem, LowerContext, Overrides, Scope, Step, Tensor } from './block.ts';
import { blocks, childPath } from './blocks/registry.ts';
import { type Cost, type ParameterCount, addCosts, layerCost, longestPath, noCost } from './cost.ts';
import { limits } from './limits.ts';
import type { Network, NetworkLayer } from './network.ts';
import type { Node, NodeBase, NodeKind } from './node.ts';
import { checkEnd, checkTarget } from './network-checks.ts';
import { applyOverrides } from './overrides.ts';
import { type ModelFix, type ModelProblem, modelProblem } from './problem.ts';
import { type Shape, sizeOf } from './shape.ts';

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
  /** The person's own name for the block, else its kind's English name. */
  readonly label: string;
  readonly summary: string;
  /** Nesting, 0 for the root. */
  readonly depth: number;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  readonly error?: ModelProblem;
}

/** Sizes, costs and the network of an architecture on given data. Never throws; what is wrong sits on the node that causes it. */
export function inferArchitecture(architecture: Architecture, target: Target): Inference {
  const build = new Build(architecture.root, target.classes);
  const wrongTarget = checkTarget(target);
  if (wrongTarget !== undefined) return build.finish(architecture.name, target, undefined, [wrongTarget]);
  const input = build.addInput(target.input);
  const output = new BuildScope(build, undefined, (id) => id).visit(architecture.root, input);
  return build.finish(architecture.name, target, output?.shape, []);
}

/** A report while it is being filled in. */
interface OpenReport {
  readonly node: Node;
  readonly path: string;
  readonly depth: number;
  readonly parent: OpenReport | undefined;
  cost: Cost;
  input: Shape | undefined;
  output: Shape | undefined;
  error: ModelProblem | undefined;
}

/** The network and the reports as they grow. */
class Build {
  readonly context: LowerContext;
  readonly #root: Node;
  readonly #layers: NetworkLayer[] = [];
  readonly #names = new Set<string>();
  readonly #reports: OpenReport[] = [];
  readonly #reportOf = new Map<string, OpenReport>();
  readonly #problems: ModelProblem[] = [];
  #visits = 0;
  halted = false;

  constructor(root: Node, classes: number) {
    this.context = { classes };
    this.#root = root;
    this.#openReports(root, 'root', undefined);
  }

  addInput(shape: Shape): Tensor {
    this.#names.add('input');
    this.#layers.push({
      name: 'input',
      nodeId: this.#root.id,
      op: { kind: 'input' },
      inputs: [],
      output: shape,
      weights: [],
    });
    return { layer: 0, shape };
  }

  /** Counts a node towards the limit; false once it is passed. */
  countVisit(node: Node): boolean {
    this.#visits += 1;
    if (this.#visits > limits.nodes && !this.halted) {
      this.halted = true;
      this.addProblem(node, { code: 'too-many-nodes', facts: { limit: limits.nodes } }, false);
    }
    return !this.halted;
  }

  addLayer(owner: NodeBase, name: string, step: Step, inputs: readonly Tensor[]): Tensor {
    const unique = this.#uniqueName(name);
    const layer: NetworkLayer = {
      name: unique,
      nodeId: owner.id,
      op: step.op,
      inputs: inputs.map((input) => input.layer),
      output: step.output,
      weights: step.weights.map((weight) => ({ path: `${unique}/${weight.role}`, ...weight })),
    };
    this.#layers.push(layer);
    const report = this.#reportOf.get(owner.id);
    if (report !== undefined) report.cost = addCosts(report.cost, layerCost(layer));
    const values = sizeOf(step.output);
    if (values > limits.layerValues)
      this.addProblem(owner, { code: 'layer-too-large', facts: { block: unique, values } }, false);
    return { layer: this.#layers.length - 1, shape: step.output };
  }

  addProblem(owner: NodeBase, { code, facts, field, fix }: FieldProblem, fixable: boolean): void {
    const report = this.#reportOf.get(owner.id);
    if (report?.error !== undefined) return;
    const path = [report?.path ?? 'root', ...(field === undefined || !fixable ? [] : [field])].join('/');
    const edit: ModelFix | undefined = fix === undefined || !fixable ? undefined : { ...fix, nodeId: owner.id };
    const problem = modelProblem(code, { path, nodeId: owner.id }, facts, edit);
    if (report !== undefined) report.error = problem;
    if (this.#problems.length < limits.problems) this.#problems.push(problem);
  }

  setShapes(node: NodeBase, input: Shape | undefined, output: Shape | undefined): void {
    const report = this.#reportOf.get(node.id);
    if (report === undefined) return;
    report.input = input;
    report.output = output;
  }

  finish(name: string, target: Target, output: Shape | undefined, first: readonly ModelProblem[]): Inference {
    // Children come after their parents, so that from the end every node is complete before it counts towards its parent.
    for (const report of [...this.#reports].reverse()) {
      if (report.parent !== undefined) report.parent.cost = addCosts(report.parent.cost, report.cost);
    }
    const cost = this.#reports[0]?.cost ?? noCost;
    const problems = [...first, ...this.#problems];
    if (problems.length === 0) {
      const end = checkEnd(this.#root, this.#layers, output, cost, target.classes, (id) => this.#reportOf.get(id));
      if (end !== undefined) {
        problems.push(end);
        const report = this.#reportOf.get(end.nodeId ?? this.#root.id);
        if (report !== undefined) report.error = end;
      }
    }
    const network: Network | undefined =
      problems.length > 0 ? undefined : { name, input: target.input, classes: target.classes, layers: this.#layers };
    const layers = Math.max(0, this.#layers.length - 1);
    return {
      network,
      nodes: this.#reports.map(closeReport),
      problems,
      totals: { ...cost, output, depth: longestPath(this.#layers), layers },
    };
  }

  #openReports(node: Node, path: string, parent: OpenReport | undefined): void {
    const report: OpenReport = {
      node,
      path,
      depth: parent === undefined ? 0 : parent.depth + 1,
      parent,
      cost: noCost,
      input: undefined,
      output: undefined,
      error: undefined,
    };
    this.#reports.push(report);
    this.#reportOf.set(node.id, report);
    const block = blocks[node.kind];
    if (block.category !== 'container') return;
    for (const [list, children] of block.children(node).entries()) {
      for (const [index, child] of children.entries())
        this.#openReports(child, `${path}/${childPath(block, list, index)}`, report);
    }
  }

  #uniqueName(name: string): string {
    let unique = name;
    for (let number = 2; this.#names.has(unique); number += 1) unique = `${name}_${String(number)}`;
    this.#names.add(unique);
    return unique;
  }
}

/** Where nodes are visited: inside which composite, and how their layers are named. */
class BuildScope implements Scope {
  readonly #build: Build;
  /** The document's composite that the visited nodes were expanded from. */
  readonly #composite: NodeBase | undefined;
  readonly #nameOf: (id: string) => string;

  constructor(build: Build, composite: NodeBase | undefined, nameOf: (id: string) => string) {
    this.#build = build;
    this.#composite = composite;
    this.#nameOf = nameOf;
  }

  get halted(): boolean {
    return this.#build.halted;
  }

  visit(node: Node, input: Tensor | undefined): Tensor | undefined {
    if (!this.#build.countVisit(node)) return undefined;
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
    return new BuildScope(this.#build, this.#composite, (id) =>
      this.#nameOf(prefix + (without !== '' && id.startsWith(without) ? id.slice(without.length) : id)),
    );
  }

  override(nodes: readonly Node[], first: Overrides): readonly Node[] {
    return applyOverrides(nodes, first);
  }

  #buildNode(node: Node, input: Tensor | undefined): Tensor | undefined {
    const block = blocks[node.kind];
    switch (block.category) {
      case 'layer': {
        if (input === undefined) {
          const known = block.outputWithoutInput?.(node, this.#build.context);
          return known && { layer: -1, shape: known };
        }
        const lowered = block.lower(node, input.shape, this.#build.context);
        if (lowered.ok) return this.steps(node, lowered.steps, [input]);
        this.problem(node, lowered.problem);
        return lowered.assume && { layer: -1, shape: lowered.assume };
      }
      case 'container':
        return block.build(node, input, this);
      case 'composite': {
        const inside = this.#composite === undefined ? new BuildScope(this.#build, node, this.#nameOf) : this;
        return inside.visit(block.expand(node), input);
      }
    }
  }
}

function closeReport({ node, path, depth, cost, input, output, error }: OpenReport): NodeReport {
  const { category, label } = blocks[node.kind];
  const summary = blocks[node.kind].summary(node);
  const report = {
    id: node.id,
    path,
    kind: node.kind,
    category,
    label: node.label ?? label,
    summary,
    depth,
    input,
    output,
    ...cost,
  };
  return error === undefined ? report : { ...report, error };
}

export type { ParameterCount };

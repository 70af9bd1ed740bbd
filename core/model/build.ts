import type { FieldProblem, LowerContext, Step, Tensor } from './block.ts';
import { blocks, childPath } from './blocks/registry.ts';
import type { Architecture } from './architecture.ts';
import { type Cost, addCosts, layerCost, longestPath, noCost } from './cost.ts';
import { Definitions } from './definitions.ts';
import type { Inference, NodeReport, Target } from './inference.ts';
import { limits } from './limits.ts';
import type { Network, NetworkLayer } from './network.ts';
import { checkEnd } from './network-checks.ts';
import type { Node, NodeBase } from './node.ts';
import { type ModelFix, type ModelProblem, modelProblem } from './problem.ts';
import { type Shape, sizeOf } from './shape.ts';
import { UnrolledSize } from './unrolled-size.ts';

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
export class Build {
  readonly context: LowerContext;
  readonly definitions: Definitions;
  readonly #root: Node;
  readonly #layers: NetworkLayer[] = [];
  readonly #names = new Set<string>();
  readonly #reports: OpenReport[] = [];
  readonly #reportOf = new Map<string, OpenReport>();
  readonly #problems: ModelProblem[] = [];
  readonly #sizes: UnrolledSize;
  #visits = 0;
  halted = false;

  constructor({ root, definitions }: Architecture, classes: number) {
    this.context = { classes };
    this.definitions = new Definitions(definitions);
    this.#sizes = new UnrolledSize(this.definitions);
    this.#root = root;
    this.#openReports(root, 'root', undefined);
  }

  /** Those that could be built, in topological order. */
  get layers(): readonly NetworkLayer[] {
    return this.#layers;
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
  countVisit(owner: NodeBase): boolean {
    this.#visits += 1;
    if (this.#visits > limits.nodes) this.#halt(owner, { code: 'too-many-nodes', facts: { limit: limits.nodes } });
    return !this.halted;
  }

  /** Whether a node that has just been counted can be unrolled within the limit; building ends where it cannot. */
  hasRoomFor(node: Node): boolean {
    const size = this.#sizes.of(node);
    if (this.#visits + size - 1 > limits.nodes)
      this.#halt(node, { code: 'too-many-nodes', facts: { limit: limits.nodes } });
    return !this.halted;
  }

  #halt(owner: NodeBase, problem: FieldProblem): void {
    if (this.halted) return;
    this.halted = true;
    this.addProblem(owner, problem, false);
  }

  addLayer(owner: NodeBase, name: string, step: Step, inputs: readonly Tensor[]): Tensor {
    // A longer one is not even looked at: a thousand layers with names of a thousand letters take longer than all the rest.
    if (name.length > limits.layerName)
      this.#halt(owner, { code: 'name-too-long', facts: { limit: limits.layerName } });
    if (this.halted) return { layer: -1, shape: step.output };
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
      nodes: this.#reports.map((report) => closeReport(report, this.definitions)),
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

function closeReport(
  { node, path, depth, cost, input, output, error }: OpenReport,
  definitions: Definitions,
): NodeReport {
  const { category, label } = blocks[node.kind];
  const definition = node.kind === 'custom' ? definitions.get(node.definition) : undefined;
  const summary = blocks[node.kind].summary(node);
  const report = {
    id: node.id,
    path,
    kind: node.kind,
    category,
    label: node.label ?? definition?.name ?? label,
    summary,
    depth,
    input,
    output,
    ...cost,
  };
  return error === undefined ? report : { ...report, error };
}

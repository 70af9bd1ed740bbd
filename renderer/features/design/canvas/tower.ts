import {
  blocks,
  childLists,
  inferArchitecture,
  type Architecture,
  type Cost,
  type Node,
  type NodeReport,
  type Shape,
  type Target,
} from '../../../../core/model/index.ts';
import { expandArchitecture } from './expand.ts';
import { shortcutOf, type Shortcut } from './shortcut.ts';

/** One thing that is drawn: a layer, or a frame around others. */
export interface TowerItem {
  readonly id: string;
  /** What a person chose: the composite where the frame comes from one. */
  readonly node: Node;
  readonly summary: string;
  readonly report: NodeReport;
  /** How many equal blocks in a row this one stands for. */
  readonly times: number;
  /** Of all of them together. */
  readonly cost: Cost;
  readonly output: Shape | undefined;
  readonly content: TowerContent;
}

export type TowerContent =
  | { readonly kind: 'layer' }
  | { readonly kind: 'chain'; readonly items: readonly TowerItem[] }
  | {
      readonly kind: 'branches';
      readonly merge: 'concat' | 'add';
      readonly branches: readonly (readonly TowerItem[])[];
    }
  | {
      readonly kind: 'residual';
      readonly items: readonly TowerItem[];
      readonly shortcut: Shortcut;
      readonly activation: string;
    };

export interface Tower {
  readonly items: readonly TowerItem[];
  /** Every item, in the order in which they are drawn. */
  readonly byId: ReadonlyMap<string, TowerItem>;
}

/**
 * Lays an architecture out as a tower on given data: everything expanded, equal neighbours drawn once. What would expand to more nodes than a
 * network may have is drawn as it is written.
 */
export function buildTower(architecture: Architecture, target: Target): Tower {
  const { architecture: drawn, origins } = expandArchitecture(architecture) ?? { architecture, origins: asWritten };
  const inference = inferArchitecture(drawn, target);
  const reports = new Map(inference.nodes.map((report) => [report.id, report]));
  const byId = new Map<string, TowerItem>();

  function chain(nodes: readonly Node[]): TowerItem[] {
    const items: TowerItem[] = [];
    let index = 0;
    while (index < nodes.length) {
      const node = nodes[index];
      const report = node === undefined ? undefined : reports.get(node.id);
      if (node === undefined || report === undefined) break;
      const equals = childLists(node).length === 0 ? 1 : countEquals(nodes, index, reports);
      items.push(item(node, report, nodes.slice(index, index + equals)));
      index += equals;
    }
    return items;
  }

  function item(node: Node, report: NodeReport, equals: readonly Node[]): TowerItem {
    const written = origins.get(node.id) ?? [];
    const shown = written[0] ?? node;
    const cost = equals.map((equal) => reports.get(equal.id)).reduce(addReport, noCost);
    const made: TowerItem = {
      id: node.id,
      node: shown,
      summary: blocks[shown.kind].summary(shown),
      report,
      times: equals.length,
      cost,
      output: report.output,
      content: content(node),
    };
    byId.set(made.id, made);
    return made;
  }

  function outputOf(nodes: readonly Node[]): Shape | undefined {
    return reports.get(nodes.at(-1)?.id ?? '')?.output;
  }

  function content(node: Node): TowerContent {
    if (node.kind === 'branches') return { kind: 'branches', merge: node.merge, branches: node.branches.map(chain) };
    if (node.kind === 'sequence' || node.kind === 'repeat') return { kind: 'chain', items: chain(node.children) };
    if (node.kind === 'residual') {
      return {
        kind: 'residual',
        items: chain(node.body),
        shortcut: shortcutOf(node, reports.get(node.id)?.input, outputOf(node.body) ?? reports.get(node.id)?.input),
        activation: node.activation,
      };
    }
    return { kind: 'layer' };
  }

  return { items: chain(drawn.root.children), byId };
}

const asWritten: ReadonlyMap<string, readonly Node[]> = new Map();

const noCost: Cost = { params: { total: 0, trainable: 0 }, macs: 0, activationBytes: 0 };

function addReport(sum: Cost, report: Cost | undefined): Cost {
  if (report === undefined) return sum;
  return {
    params: {
      total: sum.params.total + report.params.total,
      trainable: sum.params.trainable + report.params.trainable,
    },
    macs: sum.macs + report.macs,
    activationBytes: sum.activationBytes + report.activationBytes,
  };
}

/** How many blocks from `index` on are the same in everything but their ids, sizes included. */
function countEquals(nodes: readonly Node[], index: number, reports: ReadonlyMap<string, NodeReport>): number {
  const first = signature(nodes[index], reports);
  let count = 1;
  while (index + count < nodes.length && signature(nodes[index + count], reports) === first) count += 1;
  return count;
}

function signature(node: Node | undefined, reports: ReadonlyMap<string, NodeReport>): string {
  if (node === undefined) return '';
  const report = reports.get(node.id);
  const body = JSON.stringify(node, (key, value: unknown) => (key === 'id' ? undefined : value));
  return `${body} ${String(report?.input)} ${String(report?.output)}`;
}

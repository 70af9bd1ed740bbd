import {
  blocks,
  inferArchitecture,
  nodesOf,
  type Architecture,
  type Cost,
  type ModelProblem,
  type Node,
  type NodeReport,
  type Shape,
  type Target,
  type Totals,
} from '../../../../../core/model/index.ts';
import { expandArchitecture } from '../../canvas/expand.ts';

/** What a row stands for: a block, one branch of several, or the place where branches or a shortcut come together. */
export type RowPart =
  | { readonly kind: 'block'; readonly node: Node; readonly summary: string }
  | { readonly kind: 'branch'; readonly number: number }
  | { readonly kind: 'merge'; readonly merge: 'concat' | 'add' }
  | { readonly kind: 'shortcut'; readonly shortcut: 'identity' | 'projection' | 'pad'; readonly activation: string };

export interface TableRow {
  readonly id: string;
  /** The block of the document that the row belongs to. */
  readonly owner: string;
  readonly part: RowPart;
  /** Id of the row that holds it. */
  readonly parent: string | undefined;
  /** Nesting, 0 for the network's own list. */
  readonly depth: number;
  readonly children: readonly TableRow[];
  readonly output: Shape | undefined;
  /** The sum of what its children cost, where there are any. */
  readonly cost: Cost;
  /** Its own, or the first inside. */
  readonly problem: ModelProblem | undefined;
  /** Whether its children are shown until a person says otherwise: what is written is, what a composite or a repeat stands for is not. */
  readonly opened: boolean;
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly byId: ReadonlyMap<string, TableRow>;
  readonly totals: Totals;
}

/** Where a row is. */
interface Place {
  readonly parent: string | undefined;
  readonly depth: number;
  readonly owner: string;
  /** The repeat it is in: blocks in its second repetition are called `repeat.2.conv`. */
  readonly repeat: string | undefined;
}

/** Lays a network out as a tree of rows, each of which costs what its children do: composites and repeats hold what they stand for. */
export function buildTable(architecture: Architecture, target: Target): Table {
  const asWritten = { architecture, origins: new Map<string, readonly Node[]>() };
  const { architecture: expanded, origins } = expandArchitecture(architecture) ?? asWritten;
  const { nodes, totals } = inferArchitecture(expanded, target);
  const reports = new Map(nodes.map((report) => [report.id, report]));
  const documentIds = new Set(nodesOf(architecture.root).map(({ id }) => id));
  const byId = new Map<string, TableRow>();

  function list(items: readonly Node[], place: Place): TableRow[] {
    return items.flatMap((node) => {
      const report = reports.get(node.id);
      return report === undefined ? [] : [blockRow(node, report, place)];
    });
  }

  function blockRow(node: Node, report: NodeReport, place: Place): TableRow {
    const origin = origins.get(node.id)?.[0];
    const shown = origin ?? node;
    const owner = ownerOf(node.id, place);
    const repeat = shown.kind === 'repeat' ? node.id : place.repeat;
    return row(
      { ...place, owner },
      {
        id: node.id,
        part: { kind: 'block', node: shown, summary: blocks[shown.kind].summary(shown) },
        children: inside(node, report, { parent: node.id, depth: place.depth + 1, owner, repeat }),
        output: report.output,
        cost: report,
        problem: report.error,
        opened: origin === undefined,
      },
    );
  }

  function inside(node: Node, report: NodeReport, place: Place): readonly TableRow[] {
    if (node.kind === 'sequence' || node.kind === 'repeat') return list(node.children, place);
    if (node.kind === 'branches') {
      const branches = node.branches.map((items, index) => branchRow(items, report.input, index, place));
      return [...branches, endRow(node.id, report, branches, { kind: 'merge', merge: node.merge }, place)];
    }
    if (node.kind === 'residual') {
      const body = list(node.body, place);
      const projected = without(report, body).params.total > 0;
      const shortcut = projected ? 'projection' : String(report.input) === String(report.output) ? 'identity' : 'pad';
      return [
        ...body,
        endRow(node.id, report, body, { kind: 'shortcut', shortcut, activation: node.activation }, place),
      ];
    }
    return [];
  }

  function branchRow(items: readonly Node[], input: Shape | undefined, index: number, place: Place): TableRow {
    const id = `${place.parent ?? ''}/${String(index)}`;
    const children = list(items, { ...place, parent: id, depth: place.depth + 1 });
    // An empty branch passes its input on.
    return row(place, {
      id,
      part: { kind: 'branch', number: index + 1 },
      children,
      output: items.length === 0 ? input : children.at(-1)?.output,
      cost: sum(children),
      problem: undefined,
      opened: true,
    });
  }

  /** What a container costs beyond what it holds. */
  function endRow(id: string, whole: NodeReport, before: readonly TableRow[], part: RowPart, place: Place): TableRow {
    const cost = without(whole, before);
    return row(place, {
      id: `${id}/end`,
      part,
      children: [],
      output: whole.output,
      cost,
      problem: undefined,
      opened: true,
    });
  }

  function row({ parent, depth, owner }: Place, about: Omit<TableRow, 'parent' | 'depth' | 'owner'>): TableRow {
    const problem = about.problem ?? about.children.find((child) => child.problem !== undefined)?.problem;
    const made: TableRow = { ...about, parent, depth, owner, problem };
    byId.set(made.id, made);
    return made;
  }

  function ownerOf(id: string, { owner, repeat }: Place): string {
    if (documentIds.has(id)) return id;
    const repeated = repeat !== undefined && id.startsWith(`${repeat}.`) ? id.slice(repeat.length + 1) : '';
    const written = repeated.replace(/^\d+\./, '');
    return documentIds.has(written) ? written : owner;
  }

  const top = { parent: undefined, depth: 0, owner: architecture.root.id, repeat: undefined };
  return { rows: list(expanded.root.children, top), byId, totals };
}

function sum(rows: readonly TableRow[]): Cost {
  return rows.reduce<Cost>((all, { cost }) => combine(all, cost, 1), {
    params: { total: 0, trainable: 0 },
    macs: 0,
    activationBytes: 0,
  });
}

function without(whole: Cost, parts: readonly TableRow[]): Cost {
  return combine(whole, sum(parts), -1);
}

function combine(a: Cost, b: Cost, sign: 1 | -1): Cost {
  return {
    params: {
      total: a.params.total + sign * b.params.total,
      trainable: a.params.trainable + sign * b.params.trainable,
    },
    macs: a.macs + sign * b.macs,
    activationBytes: a.activationBytes + sign * b.activationBytes,
  };
}

import { formatShape, inferArchitecture, type NodeReport } from '../model/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatBytes, formatCount, formatLarge, formatOutput } from './format.ts';
import { loadNetwork } from './load-network.ts';
import { problemDocument, tellProblems } from './model-problems.ts';
import { formatTable, print, printJson } from './output.ts';
import { trainingCost, trainingCostDocument, trainingCostText, type TrainingOptions } from './training-cost.ts';

export interface DescribeOptions extends TrainingOptions {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly json: boolean;
}

/** Prints every block with its output and cost. One that does not fit is printed with what is wrong, and the exit code is that of bad input. */
export async function describeNetwork(source: string, options: DescribeOptions): Promise<ExitCode> {
  const { input, classes, json } = options;
  const { architecture, preset } = await loadNetwork(source);
  const { network, nodes, problems, totals } = inferArchitecture(architecture, { input, classes });
  const training = network && (await trainingCost(network, preset, options));
  if (json) {
    printJson({
      name: architecture.name,
      input,
      classes,
      params: totals.params,
      macs: totals.macs,
      activationBytes: totals.activationBytes,
      output: totals.output ?? null,
      layers: totals.layers,
      depth: totals.depth,
      nodes: nodes.map(nodeDocument),
      problems: problems.map(problemDocument),
      ...(training !== undefined && { training: trainingCostDocument(training) }),
    });
  } else {
    print(`${architecture.name}, for images of ${formatShape(input)} and ${String(classes)} classes\n`);
    print(formatTable(columns, nodes.map(nodeRow)));
    print(
      `\n${formatCount(totals.params.total)} parameters, ${formatCount(totals.params.trainable)} of them trainable; ${formatLarge(totals.macs)} multiply-adds and ${formatBytes(totals.activationBytes)} of activations an image; output ${formatOutput(totals.output)}`,
    );
    if (training !== undefined) print(trainingCostText(training));
  }
  tellProblems(problems);
  return problems.length === 0 ? exitCodes.done : exitCodes.wrongUse;
}

function nodeDocument(node: NodeReport): Record<string, unknown> {
  const { id, path, kind, label, summary, params, macs, activationBytes } = node;
  const about = { id, path, kind, label, summary };
  if (node.error !== undefined) return { ...about, error: problemDocument(node.error) };
  return { ...about, output: node.output ?? null, params, macs, activationBytes };
}

const columns = [
  { title: 'Block' },
  { title: '' },
  { title: 'Output', align: 'right' },
  { title: 'Parameters', align: 'right' },
  { title: 'Multiply-adds', align: 'right' },
  { title: 'Activations', align: 'right' },
] as const;

function nodeRow(node: NodeReport): string[] {
  const name = '  '.repeat(node.depth) + node.label;
  if (node.error !== undefined) return [name, node.summary, 'does not fit'];
  return [
    name,
    node.summary,
    formatOutput(node.output),
    node.params.total === 0 ? '' : formatCount(node.params.total),
    node.macs === 0 ? '' : formatLarge(node.macs),
    node.activationBytes === 0 ? '' : formatBytes(node.activationBytes),
  ];
}

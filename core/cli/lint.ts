import { formatShape, inferArchitecture, lintArchitecture, type Advice } from '../model/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatNumberOf } from './format.ts';
import { loadNetwork } from './load-network.ts';
import { problemDocument, tellProblems } from './model-problems.ts';
import { print, printJson } from './output.ts';

export interface LintOptions {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly json: boolean;
}

/** Prints advice on a network. To be advised is no failure; blocks that do not fit are bad input, as in `describe`. */
export async function lintNetwork(source: string, { input, classes, json }: LintOptions): Promise<ExitCode> {
  const { architecture } = await loadNetwork(source);
  const target = { input, classes };
  const advice = lintArchitecture(architecture, target);
  const { nodes, problems } = inferArchitecture(architecture, target);
  if (json) {
    const documents = advice.map(({ nodeId, ...rest }) => ({ node: nodeId, ...rest }));
    printJson({ name: architecture.name, input, classes, advice: documents, problems: problems.map(problemDocument) });
  } else {
    const labels = new Map(nodes.map(({ id, label }) => [id, label]));
    print(`${architecture.name}, for images of ${formatShape(input)} and ${String(classes)} classes\n`);
    for (const one of advice) print(`${adviceText(one, labels.get(one.nodeId) ?? '')}\n`);
    print(advice.length === 0 ? 'No advice.' : `${formatNumberOf(advice.length, 'piece')} of advice.`);
  }
  tellProblems(problems);
  return problems.length === 0 ? exitCodes.done : exitCodes.wrongUse;
}

function adviceText({ code, nodeId, path, what, why, mend, fixes }: Advice, label: string): string {
  const click = fixes.length > 0 ? ' The editor can do it for you.' : '';
  return `${label} "${nodeId}" at ${path}  [${code}]\n  ${what}\n  ${why}\n  ${mend}${click}`;
}

import { formatShape, inferArchitecture, lintArchitecture, type Advice } from '../model/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatNumberOf } from './format.ts';
import { loadNetwork } from './load-network.ts';
import { problemDocument, tellProblems } from './model-problems.ts';
import { oneLine, print, printJson } from './output.ts';

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
    print(`${architecture.name}, for images of ${formatShape(input)} and ${String(classes)} classes\n`);
    const labels = new Map(nodes.map(({ id, label }) => [id, label]));
    for (const alike of groups(advice)) print(`${groupText(alike, labels)}\n`);
    if (advice.length > 0) print(`${formatNumberOf(advice.length, 'piece')} of advice.`);
    else print(problems.length === 0 ? 'No advice.' : 'No advice before every block fits.');
  }
  tellProblems(problems);
  return problems.length === 0 ? exitCodes.done : exitCodes.wrongUse;
}

/** Advice with the same reason and mend, which are told once. */
function groups(advice: readonly Advice[]): readonly (readonly Advice[])[] {
  const found = new Map<string, Advice[]>();
  for (const one of advice) {
    const key = JSON.stringify([one.code, one.why, one.mend, one.fixes.length > 0]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

function groupText(alike: readonly Advice[], labels: ReadonlyMap<string, string>): string {
  const [first] = alike;
  if (first === undefined) return '';
  const click = first.fixes.length > 0 ? ' The editor can do it for you.' : '';
  const places = alike.map(
    ({ nodeId, path, what }) => `  ${oneLine(labels.get(nodeId) ?? '')} "${nodeId}" at ${path}: ${what}`,
  );
  return [first.code, ...places, `  Why: ${first.why}`, `  Mend: ${first.mend}${click}`].join('\n');
}

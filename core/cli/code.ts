import { kerasCode, type Target } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { loadNetwork } from './load-network.ts';
import { print, printJson } from './output.ts';

export interface CodeOptions extends Target {
  readonly json: boolean;
}

/**
 * Prints Keras code that builds the network.
 * @throws BlockyardError invalid-architecture where a block does not fit
 */
export async function printCode(source: string, { input, classes, json }: CodeOptions): Promise<ExitCode> {
  const { architecture } = await loadNetwork(source);
  const code = kerasCode(architecture, { input, classes });
  if (!code.ok) throw architectureProblem(source, code.error);
  if (json) printJson({ name: architecture.name, input, classes, code: code.value });
  else print(code.value.trimEnd());
  return exitCodes.done;
}

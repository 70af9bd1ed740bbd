import { kerasCode, type Target } from '../model/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { InvalidNetworkError } from './invalid-network.ts';
import { loadNetwork } from './load-network.ts';
import { print, printJson } from './output.ts';

export interface CodeOptions extends Target {
  readonly json: boolean;
}

/**
 * Prints Keras code that builds the network.
 * @throws InvalidNetworkError where a block does not fit
 */
export async function printCode(source: string, { input, classes, json }: CodeOptions): Promise<ExitCode> {
  const { architecture } = await loadNetwork(source);
  const code = kerasCode(architecture, { input, classes });
  if (!code.ok) throw new InvalidNetworkError(source, code.error);
  if (json) printJson({ name: architecture.name, input, classes, code: code.value });
  else print(code.value.trimEnd());
  return exitCodes.done;
}

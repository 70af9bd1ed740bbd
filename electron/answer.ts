import { requests, type Reply, type RequestName, type RequestOutput } from '../core/protocol/channels.ts';
import { BlockyardError, toProblem } from '../core/protocol/problems.ts';
import { invalidSetting } from '../core/protocol/setting-fault.ts';
import type { z } from 'zod';
import { isRequestName } from './bridge-names.ts';

type Input<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>;
type Output<Name extends RequestName> = z.input<(typeof requests)[Name]['output']>;

/** One function per request. A thrown BlockyardError reaches the page as its problem. */
export type Handlers = { [Name in RequestName]: (input: Input<Name>) => Output<Name> | Promise<Output<Name>> };

/**
 * Answers one request: checks the name and the payload against the contract, calls its handler, checks what comes back. Never throws.
 *
 * @param handlers may still be on their way, or have failed to come: then that is the answer
 * @param onDefect hears of what is a defect of the program, not a problem of the person's
 */
export async function answer(
  handlers: Handlers | Promise<Handlers>,
  name: unknown,
  input: unknown,
  onDefect: (error: unknown) => void,
): Promise<Reply> {
  try {
    if (!isRequestName(name)) throw new Error(`there is no request ${JSON.stringify(name)}`);
    return { ok: true, value: await answerNamed(await handlers, name, input) };
  } catch (error) {
    if (!(error instanceof BlockyardError)) onDefect(error);
    return { ok: false, problem: toProblem(error) };
  }
}

/** The contract, seen by name: TypeScript relates a row of it to its handler only in this form. */
const contract: {
  readonly [Name in RequestName]: {
    readonly input: z.ZodType<Input<Name>>;
    readonly output: z.ZodType<RequestOutput<Name>>;
  };
} = requests;

async function answerNamed<Name extends RequestName>(
  handlers: Handlers,
  name: Name,
  input: unknown,
): Promise<RequestOutput<Name>> {
  const { input: inputSchema, output: outputSchema } = contract[name];
  const parsedInput = inputSchema.safeParse(input);
  if (!parsedInput.success) throw invalidSetting(parsedInput.error, name);
  const parsedOutput = outputSchema.safeParse(await handlers[name](parsedInput.data));
  if (!parsedOutput.success)
    throw new Error(`${name} answered what the contract does not allow: ${parsedOutput.error.message}`);
  return parsedOutput.data;
}

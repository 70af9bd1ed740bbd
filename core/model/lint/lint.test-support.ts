import { type Architecture, parseArchitecture } from '../architecture.ts';
import { applyFixes } from '../edits/fixes.ts';
import { inferArchitecture } from '../infer.ts';
import type { Target } from '../inference.ts';
import { type Advice, lintArchitecture } from './lint.ts';
import type { AdviceCode } from './registry.ts';

export const target: Target = { input: [32, 32, 3], classes: 10 };

/** What closes a network of feature maps without any advice of its own. */
export const head = [{ kind: 'globalAvgPool' }, { kind: 'dense', activation: 'softmax' }];

export function read(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** Advice of one code on a network of these blocks. */
export function adviceOf(code: AdviceCode, children: readonly unknown[], on: Target = target): readonly Advice[] {
  return lintArchitecture(read(children), on).filter((advice) => advice.code === code);
}

/** The network once the advice has been followed; it must fit, and the advice must be gone. */
export function follow(children: readonly unknown[], advice: Advice | undefined, on: Target = target): Architecture {
  if (advice === undefined) throw new Error('There is no such advice.');
  const mended = applyFixes(read(children), advice.fixes);
  if (!mended.ok) throw new Error(JSON.stringify(mended.error));
  const { problems } = inferArchitecture(mended.value, on);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const again = lintArchitecture(mended.value, on).find(
    ({ code, nodeId }) => code === advice.code && nodeId === advice.nodeId,
  );
  if (again !== undefined) throw new Error(`It still says: ${again.what}`);
  return mended.value;
}

import { type Architecture, parseArchitecture } from '../architecture.ts';
import { kerasCode } from './keras-code.ts';

export const target = { input: [32, 32, 3], classes: 10 } as const;
export const end = [{ kind: 'globalAvgPool' }, { kind: 'dense', activation: 'softmax' }];

export function architecture(children: readonly unknown[], facts: object = {}): Architecture {
  const root = { kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, ...facts, root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export function codeOf(network: Architecture): string {
  const code = kerasCode(network, target);
  if (!code.ok) throw new Error(JSON.stringify(code.error));
  return code.value;
}

/** Of a network that begins with these blocks. */
export const code = (...children: readonly unknown[]): string => codeOf(architecture([...children, ...end]));

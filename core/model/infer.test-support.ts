import { expect } from 'vitest';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { inferArchitecture } from './infer.ts';
import type { Inference, Target } from './inference.ts';
import { countParameters } from './network.ts';
import { sizeOf } from './shape.ts';
import { nodesOf } from './tree.ts';

export const target: Target = { input: [32, 32, 3], classes: 10 };
export const head = [{ kind: 'globalAvgPool' }, { kind: 'dense', activation: 'softmax' }];

/** An architecture of these blocks, with these own ones. */
export function read(children: readonly unknown[], definitions: readonly unknown[] = []): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    definitions,
    root: { kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export const infer = (...children: readonly unknown[]): Inference => inferArchitecture(read(children), target);

/** What holds for every inference, right or wrong. */
export function checkInference(
  architecture: Architecture,
  { network, nodes, problems, totals }: Inference,
  { classes }: Target,
): void {
  expect(nodes.length).toBe(nodesOf(architecture.root).length);
  expect(network === undefined).toBe(problems.length > 0);
  expect(nodes[0]?.params).toEqual(totals.params);
  for (const problem of problems) expect(`${problem.what} ${problem.mend}`).not.toMatch(/[{}]/);
  if (network === undefined) return;
  expect(countParameters(network)).toEqual(totals.params);
  const names = network.layers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const ids = new Set(nodes.map(({ id }) => id));
  for (const [index, { name, nodeId, op, inputs, output }] of network.layers.entries()) {
    expect(name).toMatch(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/);
    expect(ids.has(nodeId)).toBe(true);
    expect(op.kind === 'input').toBe(index === 0);
    expect(inputs.every((input) => input >= 0 && input < index)).toBe(true);
    expect(output.every((side) => Number.isInteger(side) && side >= 1)).toBe(true);
  }
  expect(network.layers.at(-1)?.output).toEqual([classes]);
  const bytes = network.layers.slice(1).reduce((sum, { output }) => sum + 4 * sizeOf(output), 0);
  expect(totals.activationBytes).toBe(bytes);
}

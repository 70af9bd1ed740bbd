import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { arbitraryArchitecture, arbitraryWorkingArchitecture } from './arbitrary.test-support.ts';
import { expectPrompt } from './prompt.test-support.ts';
import { inferArchitecture } from './infer.ts';
import { checkInference, head, infer, read, target } from './infer.test-support.ts';
import type { Target } from './inference.ts';
import { presets } from './presets.ts';
import type { Shape } from './shape.ts';

describe('inferArchitecture', () => {
  it('holds together on any document', () => {
    const input = fc.constantFrom<Shape>([32, 32, 3], [28, 28, 1], [5, 9, 2], [1, 1, 1], [12]);
    fc.assert(
      fc.property(fc.oneof(arbitraryArchitecture, arbitraryWorkingArchitecture), input, (architecture, size) => {
        const at = { input: size, classes: 7 };
        checkInference(architecture, inferArchitecture(architecture, at), at);
      }),
      { numRuns: 200 },
    );
  });

  it('makes a network of most documents that should', () => {
    const working = fc.sample(arbitraryWorkingArchitecture, { seed: 1, numRuns: 200 });
    const networks = working.filter((architecture) => inferArchitecture(architecture, target).network !== undefined);
    // Not all: zero padding in a residual body leaves no shortcut that fits, and a repeat's first strides meet a dilation.
    expect(networks.length).toBeGreaterThan(120);
  });

  it('holds together on mutated presets', () => {
    const mutation = fc.tuple(
      fc.constantFrom(...presets),
      fc.nat(),
      fc.oneof(fc.jsonValue(), fc.integer({ min: -2, max: 70 }), fc.constant('valid')),
    );
    fc.assert(
      fc.property(mutation, ([preset, position, value]) => {
        const parsed = parseArchitecture(mutate(preset.architecture, position, value));
        if (parsed.ok) checkInference(parsed.value, inferArchitecture(parsed.value, target), target);
        else expect(parsed.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[unknown, unknown, string]>([
    [[32, 32], 10, 'invalid-input'],
    [[0, 32, 3], 10, 'invalid-input'],
    [[NaN, 32, 3], 10, 'invalid-input'],
    [[1e9, 32, 3], 10, 'invalid-input'],
    [undefined, 10, 'invalid-input'],
    [[32, 32, 3], 1, 'invalid-classes'],
    [[32, 32, 3], NaN, 'invalid-classes'],
    [[32, 32, 3], 2.5, 'invalid-classes'],
  ])('refuses data of size %j with %j classes', (input, classes, code) => {
    const inference = inferArchitecture(read(head), { input, classes } as Target);
    expect(inference.problems.map((problem) => problem.code)).toEqual([code]);
    expect(inference.network).toBeUndefined();
    expect(inference.nodes.length).toBe(3);
  });

  it('tells how large a picture can be', () => {
    const [problem] = inferArchitecture(read(head), { input: [1e9, 32, 3], classes: 10 }).problems;
    expect(problem?.mend).toMatch(/A side can be 16,384 at most\.$/);
  });

  it('names layers after their nodes', () => {
    const { network } = infer(
      { id: 'c', kind: 'conv', activation: 'relu' },
      {
        id: 'r',
        kind: 'repeat',
        children: [{ id: 'b', kind: 'residual', body: [{ id: 'x', kind: 'conv', filters: 8 }] }],
      },
      { id: 'i', kind: 'cbapd', pool: 'none', dropout: 0 },
      ...head,
    );
    expect(network?.layers.map(({ name }) => name)).toEqual([
      'input',
      'c',
      'c/activation',
      'r.1.x',
      'r.1.b/shortcut/conv',
      'r.1.b/shortcut/batchNorm',
      'r.1.b/add',
      'r.1.b/activation',
      'r.2.x',
      'r.2.b/add',
      'r.2.b/activation',
      'i.conv',
      'i.batchNorm',
      'i.activation',
      'globalAvgPool1',
      'dense1',
      'dense1/activation',
    ]);
    expect(network?.layers[3]?.nodeId).toBe('x');
    expect(network?.layers[11]?.nodeId).toBe('i');
  });

  it('sums a node in a repeat over the repetitions and shows the last size', () => {
    const conv = { id: 'x', kind: 'conv', filters: 4, useBias: false };
    const { nodes } = infer({ kind: 'repeat', times: 3, first: { strides: 2 }, children: [conv] }, ...head);
    expect(nodes.find(({ id }) => id === 'x')).toMatchObject({
      output: [16, 16, 4],
      params: { total: 9 * (3 * 4 + 4 * 4 + 4 * 4) },
      macs: 256 * 9 * (3 * 4 + 4 * 4 + 4 * 4),
      activationBytes: 3 * 4 * 16 * 16 * 4,
    });
  });

  it('changes the first repetition on every branch', () => {
    const branch = (filters: number): unknown[] => [
      { kind: 'conv', filters },
      { kind: 'conv', filters },
    ];
    const { nodes } = infer(
      { kind: 'repeat', first: { strides: 2 }, children: [{ kind: 'branches', branches: [branch(1), branch(2)] }] },
      ...head,
    );
    expect(nodes.find(({ kind }) => kind === 'branches')?.output).toEqual([16, 16, 3]);
  });

  it('counts multiply-adds and depth as the literature does', () => {
    const { totals } = infer(
      { kind: 'depthwiseConv', depthMultiplier: 2 },
      { kind: 'conv', filters: 4, groups: 2 },
      ...head,
    );
    expect(totals.macs).toBe(1024 * 9 * 6 + 1024 * 9 * 3 * 4 + 40);
    expect(totals.depth).toBe(3);
  });

  it('comes at once for 1,000 nodes', async () => {
    const architecture = read([
      ...Array.from({ length: 1000 }, () => ({ kind: 'conv', filters: 8, activation: 'relu' })),
      ...head,
    ]);
    expect(inferArchitecture(architecture, target).network).toBeDefined();
    await expectPrompt(50, () => inferArchitecture(architecture, target));
  });

  it('stops at repeats that would unroll without end', async () => {
    let node: unknown = { kind: 'conv' };
    for (let level = 0; level < 20; level += 1) node = { kind: 'repeat', times: 1000, children: [node] };
    let empty: unknown = { kind: 'sequence' };
    for (let level = 0; level < 20; level += 1) empty = { kind: 'repeat', times: 1000, children: [empty] };
    for (const endless of [node, empty, { kind: 'repeat', times: 1000, children: [{ kind: 'stage', blocks: 200 }] }]) {
      const architecture = read([endless, ...head]);
      const { nodes, problems } = inferArchitecture(architecture, target);
      expect(problems.map(({ code }) => code)).toEqual(['too-many-nodes']);
      expect(nodes.filter(({ error }) => error === problems[0]).length).toBe(1);
      await expectPrompt(50, () => inferArchitecture(architecture, target));
    }
  });
});

/** The document with the value at the `position`-th place of its tree replaced. */
function mutate(architecture: Architecture, position: number, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(architecture.root));
  const places: [Record<string, unknown>, string][] = [];
  const collect = (json: unknown): void => {
    if (typeof json !== 'object' || json === null) return;
    const container = json as Record<string, unknown>;
    for (const key of Object.keys(container)) {
      places.push([container, key]);
      collect(container[key]);
    }
  };
  collect(copy);
  const place = places[position % places.length];
  if (place !== undefined) place[0][place[1]] = value;
  return { ...architecture, root: copy };
}

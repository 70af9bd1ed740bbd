import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { applyFix } from './edits/fixes.ts';
import { inferArchitecture } from './infer.ts';
import type { Inference, Target } from './inference.ts';
import { countParameters } from './network.ts';
import { presets } from './presets.ts';
import { type Shape, sizeOf } from './shape.ts';
import { nodesOf } from './tree.ts';
import { arbitraryArchitecture, arbitraryWorkingArchitecture, fastest } from './arbitrary.test-support.ts';

const target: Target = { input: [32, 32, 3], classes: 10 };
const head = [{ kind: 'globalAvgPool' }, { kind: 'dense', activation: 'softmax' }];

function read(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const infer = (...children: readonly unknown[]): Inference => inferArchitecture(read(children), target);

/** What holds for every inference, right or wrong. */
function checkInference(
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

  describe('on a mistake', () => {
    const plain = { kind: 'conv', filters: 8 };
    it.each<[string, readonly unknown[], string, string, boolean]>([
      [
        'dense on a feature map',
        [{ kind: 'dense', units: 5 }, { kind: 'dense' }],
        'needs-vector',
        'root/children/0',
        true,
      ],
      [
        'a convolution on a vector',
        [{ kind: 'flatten' }, plain, { kind: 'dense' }],
        'needs-feature-map',
        'root/children/1',
        true,
      ],
      [
        'a window that does not fit',
        [{ kind: 'conv', kernelSize: 40, padding: 'valid' }, ...head],
        'window-too-large',
        'root/children/0/padding',
        true,
      ],
      [
        'groups',
        [plain, { kind: 'conv', filters: 6, groups: 4 }, ...head],
        'groups-mismatch',
        'root/children/1/groups',
        true,
      ],
      [
        'dilation and strides',
        [{ kind: 'conv', strides: 2, dilationRate: 2 }, ...head],
        'strides-with-dilation',
        'root/children/0/dilationRate',
        true,
      ],
      [
        'depthwise strides',
        [{ kind: 'depthwiseConv', strides: [1, 2] }, ...head],
        'unequal-strides',
        'root/children/0/strides',
        true,
      ],
      ['no branches', [{ kind: 'branches' }, ...head], 'no-branches', 'root/children/0', true],
      [
        'branches',
        [{ kind: 'branches', branches: [[plain], [{ kind: 'maxPool' }]] }, ...head],
        'branches-differ',
        'root/children/0/branches',
        false,
      ],
      [
        'an added branch',
        [{ kind: 'branches', merge: 'add', branches: [[plain], []] }, ...head],
        'branches-differ',
        'root/children/0/branches',
        false,
      ],
      [
        'identity',
        [{ kind: 'residual', shortcut: 'identity', body: [plain] }, ...head],
        'shortcut-identity',
        'root/children/0/shortcut',
        true,
      ],
      [
        'pad',
        [plain, { kind: 'residual', shortcut: 'pad', body: [{ kind: 'conv', filters: 4 }] }, ...head],
        'shortcut-shrinks',
        'root/children/1/shortcut',
        true,
      ],
      [
        'valid in a body',
        [{ kind: 'residual', body: [{ ...plain, padding: 'valid' }] }, ...head],
        'shortcut-no-stride',
        'root/children/0/body',
        false,
      ],
      [
        'a vector body',
        [{ kind: 'residual', body: [{ kind: 'flatten' }] }, { kind: 'dense' }],
        'shortcut-vector',
        'root/children/0',
        false,
      ],
      [
        'too large',
        [{ kind: 'conv', filters: 16_384, kernelSize: 1 }, { kind: 'zeroPad', padding: 1000 }, ...head],
        'layer-too-large',
        'root/children/1',
        false,
      ],
      [
        'too many weights',
        [{ kind: 'conv', filters: 1000 }, { kind: 'flatten' }, { kind: 'dense', units: 1000 }, { kind: 'dense' }],
        'too-many-parameters',
        'root',
        false,
      ],
      ['nothing', [], 'no-layers', 'root', false],
      ['no head', [plain], 'output-not-vector', 'root', true],
      [
        'a wrong head',
        [{ kind: 'flatten' }, { kind: 'dense', units: 9, activation: 'softmax' }],
        'output-not-classes',
        'root/children/1/units',
        true,
      ],
      ['no dense head', [{ kind: 'flatten' }], 'output-not-classes', 'root', true],
    ])('%s: says so where it is, and a fix mends it', (_name, children, code, path, fixable) => {
      const architecture = read(children);
      const inference = inferArchitecture(architecture, target);
      checkInference(architecture, inference, target);
      const [problem, ...others] = inference.problems;
      expect([problem?.code, problem?.path, others]).toEqual([code, path, []]);
      expect(inference.nodes.filter(({ error }) => error === problem).length).toBe(1);
      expect(problem?.fix !== undefined).toBe(fixable);
      if (problem?.fix === undefined) return;
      const mended = applyFix(architecture, problem.fix);
      expect(mended.ok && inferArchitecture(mended.value, target).problems).toEqual([]);
    });
  });

  it('knows what can be known past an error', () => {
    const { nodes } = infer(
      { kind: 'conv', groups: 2 },
      { kind: 'conv', filters: 8 },
      { kind: 'flatten' },
      { kind: 'conv' },
      { kind: 'dense', units: 4 },
    );
    expect(nodes.slice(1).map(({ output, error }) => [output, error?.code])).toEqual([
      [[32, 32, 32], 'groups-mismatch'],
      [[32, 32, 8], undefined],
      [[8192], undefined],
      [undefined, 'needs-feature-map'],
      [[4], undefined],
    ]);
    expect(nodes[2]?.params.total).toBe(9 * 32 * 8 + 8);
  });

  it('puts an error inside a composite on the composite', () => {
    const { problems } = infer({ id: 'a', kind: 'cbapd', kernelSize: 40, padding: 'valid' }, ...head);
    expect(problems.map(({ code, nodeId, path, fix }) => [code, nodeId, path, fix])).toEqual([
      ['window-too-large', 'a', 'root/children/0', undefined],
    ]);
  });

  it('takes under 50 ms for 1,000 nodes', () => {
    const architecture = read([
      ...Array.from({ length: 1000 }, () => ({ kind: 'conv', filters: 8, activation: 'relu' })),
      ...head,
    ]);
    expect(inferArchitecture(architecture, target).network).toBeDefined();
    expect(fastest(() => inferArchitecture(architecture, target))).toBeLessThan(50);
  });

  it('stops at repeats that would unroll without end', () => {
    let node: unknown = { kind: 'conv' };
    for (let level = 0; level < 20; level += 1) node = { kind: 'repeat', times: 1000, children: [node] };
    let empty: unknown = { kind: 'sequence' };
    for (let level = 0; level < 20; level += 1) empty = { kind: 'repeat', times: 1000, children: [empty] };
    for (const endless of [node, empty, { kind: 'repeat', times: 1000, children: [{ kind: 'stage', blocks: 200 }] }]) {
      const architecture = read([endless, ...head]);
      const { nodes, problems } = inferArchitecture(architecture, target);
      expect(problems.map(({ code }) => code)).toEqual(['too-many-nodes']);
      expect(nodes.filter(({ error }) => error === problems[0]).length).toBe(1);
      expect(fastest(() => inferArchitecture(architecture, target))).toBeLessThan(50);
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

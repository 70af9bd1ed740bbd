import fc from 'fast-check';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { blocks, nodeKinds } from './blocks/registry.ts';
import type { Control } from './fields.ts';
import type { NodeKind } from './node.ts';

/** Own blocks that every generated document has: with knobs, one inside another, and one that uses another's knob as its own. */
const ownBlocks = [
  {
    id: 'unit',
    name: 'Unit',
    knobs: [
      {
        name: 'filters',
        targets: [
          { node: 'conv', field: 'filters' },
          { node: 'mix', field: 'filters' },
        ],
      },
      { name: 'strides', targets: [{ node: 'conv', field: 'strides' }] },
    ],
    body: [
      { id: 'conv', kind: 'conv', filters: 3, useBias: false },
      { id: 'norm', kind: 'batchNorm' },
      { id: 'twice', kind: 'repeat', children: [{ id: 'mix', kind: 'conv', filters: 3, activation: 'relu' }] },
    ],
  },
  {
    id: 'pair',
    name: 'Pair',
    description: 'Two units and a shortcut.',
    knobs: [
      {
        name: 'width',
        targets: [
          { node: 'first', field: 'filters' },
          { node: 'second', field: 'filters' },
        ],
      },
      { name: 'strides', targets: [{ node: 'first', field: 'strides' }] },
      { name: 'shortcut', targets: [{ node: 'sum', field: 'shortcut' }] },
    ],
    body: [
      {
        id: 'sum',
        kind: 'residual',
        body: [
          { id: 'first', kind: 'custom', definition: 'unit', knobs: { filters: 2 } },
          { id: 'second', kind: 'custom', definition: 'unit', knobs: { filters: 2 } },
        ],
      },
    ],
  },
  { id: 'nothing', name: 'Nothing', body: [] },
];

const arbitraryUnit = fc.record(
  {
    layer: fc.constantFrom('conv', 'maxPool', 'avgPool'),
    size: fc.integer({ min: 1, max: 3 }),
    filters: fc.option(fc.integer({ min: 1, max: 4 })),
  },
  { requiredKeys: ['layer', 'size'] },
);
const arbitraryBranches = fc.array(fc.array(arbitraryUnit, { minLength: 1, maxLength: 3 }), {
  minLength: 2,
  maxLength: 4,
});

/** Small values of a field, so that most documents make networks and few are enormous. */
function arbitraryField(control: Control): fc.Arbitrary<unknown> {
  const whole = (min: number, max: number, most: number) => fc.integer({ min, max: Math.min(max, most) });
  switch (control.type) {
    case 'integer':
      return whole(control.min, control.max, 6);
    case 'number': {
      const value = fc.double({ min: control.min, max: control.max, noNaN: true });
      return control.nullable ? fc.option(value) : value;
    }
    case 'pair': {
      const side = whole(control.min, control.max, 3);
      const pair = fc.oneof(side, fc.tuple(side, side));
      return control.nullable ? fc.option(pair) : pair;
    }
    case 'choice':
      return fc.constantFrom(...control.options);
    case 'boolean':
      return fc.boolean();
    case 'units':
      return fc.oneof(fc.constant('classes'), whole(control.min, control.max, 20));
    case 'sides':
      return whole(control.min, control.max, 3);
    case 'branches':
      return arbitraryBranches;
    case 'overrides':
    case 'knobs':
      return fc.constant({});
    case 'definition':
      return fc.constantFrom(...ownBlocks.map(({ id }) => id));
  }
}

function arbitraryLeaf(kind: NodeKind): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(blocks[kind].fields).map(
    ([name, field]) => [name, arbitraryField(field.control)] as const,
  );
  const values: Record<string, fc.Arbitrary<unknown>> = { kind: fc.constant(kind), ...Object.fromEntries(fields) };
  return fc.record(values, { requiredKeys: kind === 'custom' ? ['kind', 'definition'] : ['kind'] });
}

const { node: arbitraryNode } = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    ...nodeKinds.filter((kind) => blocks[kind].category !== 'container').map(arbitraryLeaf),
    ...nodeKinds.flatMap((kind) => {
      const block = blocks[kind];
      if (block.category !== 'container') return [];
      const list = fc.array(tie('node'), { maxLength: 4 });
      const children = block.childField.type === 'list' ? list : fc.array(list, { maxLength: 3 });
      return [
        fc
          .tuple(arbitraryLeaf(kind), children)
          .map(([leaf, nodes]) => withOverrides({ ...leaf, [block.childField.name]: nodes })),
      ];
    }),
  ),
}));

/** A first repetition with strides, where its blocks take them. */
function withOverrides(node: Record<string, unknown>): Record<string, unknown> {
  if (node.kind !== 'repeat') return node;
  const strided = { ...node, first: { strides: 2 } };
  return parseArchitecture(documentOf([strided])).ok ? strided : node;
}

function documentOf(children: readonly unknown[]): unknown {
  return { format: 'blockyard.architecture', version: 1, definitions: ownBlocks, root: { kind: 'sequence', children } };
}

function readDocument(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture(documentOf(children));
  if (!parsed.ok)
    throw new Error(`The generator made a document that does not parse: ${JSON.stringify(parsed.error[0])}`);
  return parsed.value;
}

/** Documents that parse; whether they make a network is another matter. */
export const arbitraryArchitecture: fc.Arbitrary<Architecture> = fc
  .array(arbitraryNode, { maxLength: 6 })
  .map(readDocument);

const imageKinds: readonly NodeKind[] = [
  'conv',
  'depthwiseConv',
  'separableConv',
  'batchNorm',
  'activation',
  'maxPool',
  'avgPool',
  'dropout',
  'spatialDropout',
  'zeroPad',
  'cbapd',
  'inception',
  'resnetBasic',
  'stage',
];

/** Fields at their defaults, but for a few: such a block takes any feature map. */
const tameNode: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...imageKinds) }),
  fc.record({
    kind: fc.constantFrom('conv', 'depthwiseConv', 'separableConv'),
    kernelSize: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilationRate: fc.integer({ min: 1, max: 2 }),
    useBias: fc.boolean(),
    activation: fc.constantFrom('linear', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'tanh', 'softmax'),
    kernelInitializer: fc.constantFrom('glorotUniform', 'heNormal'),
    kernelL2: fc.constantFrom(0, 0.01),
    biasL2: fc.constantFrom(0, 0.02),
  }),
  fc.record({
    kind: fc.constantFrom('maxPool', 'avgPool'),
    poolSize: fc.integer({ min: 1, max: 3 }),
    strides: fc.option(fc.integer({ min: 1, max: 2 })),
    padding: fc.constant('same'),
  }),
  fc.record({
    kind: fc.constantFrom('conv', 'inception', 'cbapd'),
    filters: fc.integer({ min: 1, max: 4 }),
    strides: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    kind: fc.constant('inception'),
    filters: fc.integer({ min: 1, max: 4 }),
    strides: fc.integer({ min: 1, max: 2 }),
    branches: arbitraryBranches,
  }),
  fc.record({
    kind: fc.constant('custom'),
    definition: fc.constant('unit'),
    knobs: fc.record(
      { filters: fc.integer({ min: 1, max: 4 }), strides: fc.integer({ min: 1, max: 2 }) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    kind: fc.constant('custom'),
    definition: fc.constant('pair'),
    knobs: fc.record(
      {
        width: fc.integer({ min: 1, max: 4 }),
        strides: fc.integer({ min: 1, max: 2 }),
        shortcut: fc.constantFrom('auto', 'projection'),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    kind: fc.constantFrom('resnetBasic', 'resnetBottleneck', 'stage'),
    filters: fc.integer({ min: 1, max: 4 }),
    strides: fc.integer({ min: 1, max: 2 }),
    shortcut: fc.constantFrom('auto', 'projection', 'none'),
    preActivation: fc.boolean(),
  }),
);

const { node: tameTree } = fc.letrec<{ node: Record<string, unknown> }>((tie) => {
  const list = fc.array(tie('node'), { minLength: 1, maxLength: 3 });
  return {
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tameNode,
      fc.record({ kind: fc.constant('sequence'), children: list }),
      fc.record({ kind: fc.constant('residual'), body: list }),
      fc.record({
        kind: fc.constant('branches'),
        branches: fc.array(fc.tuple(tameNode), { minLength: 1, maxLength: 2 }),
      }),
      fc
        .record({ kind: fc.constant('repeat'), times: fc.integer({ min: 1, max: 3 }), children: list })
        .map(withOverrides),
    ),
  };
});

/** Documents most of which make a network. */
export const arbitraryWorkingArchitecture: fc.Arbitrary<Architecture> = fc
  .array(tameTree, { maxLength: 4 })
  .chain((children) =>
    fc
      .constantFrom('globalAvgPool', 'globalMaxPool', 'flatten')
      .map((kind) => readDocument([...children, { kind }, { kind: 'dense', activation: 'softmax' }])),
  );

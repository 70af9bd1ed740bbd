const documentOf = (children: unknown, definitions: unknown = []): unknown => ({
  format: 'blockyard.architecture',
  version: 1,
  definitions,
  root: { kind: 'sequence', children },
});
const use = (definition: string, more: object = {}): object => ({ kind: 'custom', definition, ...more });
const many = (count: number, item: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => item(index));
const nested = (levels: number, inner: unknown, wrap: (node: unknown) => unknown): unknown => {
  let node = inner;
  for (let level = 0; level < levels; level += 1) node = wrap(node);
  return node;
};
const keys = (count: number): object =>
  Object.fromEntries(many(count, (index) => [`key${String(index)}`, 1]) as [string, 1][]);
const polluting = JSON.parse('{"kind":"conv","__proto__":{"filters":3}}') as unknown;

const cyclic: Record<string, unknown> = { kind: 'sequence' };
cyclic.children = [cyclic];
const cyclicBranches: unknown[] = [];
cyclicBranches.push(cyclicBranches, cyclicBranches);
const cyclicValue: Record<string, unknown> = {};
cyclicValue.self = cyclicValue;

const conv = (fields: object): unknown => documentOf([{ kind: 'conv', ...fields }]);
const unit = { layer: 'conv', size: 3 };

/** What must be refused while it is read: the document, and the code and path of its first problem. */
export const refused: readonly (readonly [string, () => unknown, string, string])[] = [
  ['a cycle', () => documentOf([cyclic]), 'too-deep', `root${'/children/0'.repeat(64)}`],
  [
    'a cycle in branches',
    () => documentOf([{ kind: 'inception', branches: cyclicBranches }]),
    'invalid-field',
    'root/children/0/branches/0/0',
  ],
  ['a cycle in a value', () => conv({ filters: cyclicValue }), 'invalid-field', 'root/children/0/filters'],
  [
    'a million nodes',
    () => documentOf(many(1_000_000, () => ({ kind: 'conv' }))),
    'too-many-nodes',
    'root/children/9999',
  ],
  [
    'a million nodes in an own block',
    () => documentOf([], [{ id: 'a', body: many(1_000_000, () => ({ kind: 'conv' })) }]),
    'too-many-nodes',
    'definitions/0/body/10000',
  ],
  [
    'a million own blocks',
    () =>
      documentOf(
        [],
        many(1_000_000, () => ({ id: 'a' })),
      ),
    'not-an-object',
    'definitions',
  ],
  [
    'a million branches',
    () => documentOf([{ kind: 'branches', branches: many(1_000_000, () => []) }]),
    'invalid-field',
    'root/children/0/branches',
  ],
  [
    'a million units',
    () => documentOf([{ kind: 'inception', branches: [[unit], many(1_000_000, () => unit)] }]),
    'invalid-field',
    'root/children/0/branches/1',
  ],
  ['20,000 fields', () => conv(keys(20_000)), 'unknown-field', 'root/children/0/key0'],
  [
    '20,000 knobs',
    () => documentOf([use('a', { knobs: keys(20_000) })], [{ id: 'a' }]),
    'invalid-field',
    'root/children/0/knobs',
  ],
  [
    '20,000 overrides',
    () => documentOf([{ kind: 'repeat', first: keys(20_000) }]),
    'invalid-field',
    'root/children/0/first',
  ],
  [
    '100,000 targets',
    () =>
      documentOf(
        [],
        [{ id: 'a', body: [{ kind: 'conv' }], knobs: [{ name: 'k', targets: many(100_000, () => ({})) }] }],
      ),
    'not-an-object',
    'definitions/0/knobs/0/targets',
  ],
  [
    'a depth of 100,000',
    () => documentOf([nested(100_000, { kind: 'conv' }, (node) => ({ kind: 'sequence', children: [node] }))]),
    'too-deep',
    `root${'/children/0'.repeat(64)}`,
  ],
  [
    'own blocks 200 deep',
    () =>
      documentOf(
        [],
        many(200, (index) => ({
          id: `d${String(index)}`,
          body: [index === 0 ? { kind: 'conv' } : use(`d${String(index - 1)}`)],
        })),
      ),
    'too-deep',
    'definitions/63/body/0',
  ],
  [
    'an own block inside itself',
    () => documentOf([use('a')], [{ id: 'b' }, { id: 'a', body: [use('a')] }]),
    'unknown-definition',
    'definitions/1/body/0/definition',
  ],
  ['a negative number', () => conv({ filters: -1 }), 'invalid-field', 'root/children/0/filters'],
  ['a fraction', () => conv({ kernelSize: [3, 2.5] }), 'invalid-field', 'root/children/0/kernelSize'],
  ['not a number', () => conv({ kernelL2: NaN }), 'invalid-field', 'root/children/0/kernelL2'],
  ['infinity', () => conv({ strides: Infinity }), 'invalid-field', 'root/children/0/strides'],
  ['a huge number', () => conv({ filters: 1e308 }), 'invalid-field', 'root/children/0/filters'],
  [
    'a number too large for a whole one',
    () => documentOf([{ kind: 'repeat', times: 2 ** 53 }]),
    'invalid-field',
    'root/children/0/times',
  ],
  ['a big integer', () => conv({ filters: 3n }), 'invalid-field', 'root/children/0/filters'],
  ['a function', () => conv({ filters: () => 3 }), 'invalid-field', 'root/children/0/filters'],
  [
    'a text of ten million letters',
    () => conv({ padding: 'x'.repeat(10_000_000) }),
    'invalid-field',
    'root/children/0/padding',
  ],
  [
    'a kind of ten million letters',
    () => documentOf([{ kind: 'x'.repeat(10_000_000) }]),
    'unknown-kind',
    'root/children/0/kind',
  ],
  ['an id of ten million letters', () => conv({ id: 'x'.repeat(10_000_000) }), 'invalid-id', 'root/children/0/id'],
  ['a version of the future', () => ({ ...(documentOf([]) as object), version: 99 }), 'unknown-version', 'version'],
  ['a version that is none', () => ({ ...(documentOf([]) as object), version: -0.5 }), 'unknown-version', 'version'],
  ['a prototype', () => documentOf([polluting]), 'unknown-field', 'root/children/0/__proto__'],
  [
    'a prototype as a knob',
    () => documentOf([use('a', { knobs: JSON.parse('{"__proto__":1}') as unknown })], [{ id: 'a' }]),
    'invalid-field',
    'root/children/0/knobs',
  ],
  ['a constructor as a kind', () => documentOf([{ kind: 'constructor' }]), 'unknown-kind', 'root/children/0/kind'],
  ['a constructor as a field', () => conv({ constructor: 1 }), 'unknown-field', 'root/children/0/constructor'],
  [
    'a constructor as an override',
    () => documentOf([{ kind: 'repeat', first: { constructor: 1 }, children: [{ kind: 'conv' }] }]),
    'no-target',
    'root/children/0/first/constructor',
  ],
];

const long = (letter: string): string => letter.repeat(200);
const doubling = (filler: readonly unknown[], more: object = {}): unknown =>
  documentOf(
    [use('d59')],
    many(60, (index) => {
      const before = use(`d${String(index - 1)}`, more);
      return { id: `d${String(index)}`, body: index === 0 ? [{ kind: 'conv' }] : [before, before, ...filler] };
    }),
  );

/** What reads as a document and is too large once it is unrolled. */
export const endless: readonly (readonly [string, unknown, string])[] = [
  ['own blocks that double', doubling([]), 'too-many-nodes'],
  ['own blocks that double and hold more', doubling(many(150, () => ({ kind: 'conv' }))), 'too-many-nodes'],
  [
    'repeats of repeats',
    documentOf([nested(20, { kind: 'conv' }, (node) => ({ kind: 'repeat', times: 1000, children: [node] }))]),
    'too-many-nodes',
  ],
  [
    'repeats of nothing',
    documentOf([nested(20, { kind: 'sequence' }, (node) => ({ kind: 'repeat', times: 1000, children: [node] }))]),
    'too-many-nodes',
  ],
  [
    'repeats with a first one',
    documentOf([nested(60, { kind: 'conv' }, (node) => ({ kind: 'repeat', first: { strides: 2 }, children: [node] }))]),
    'too-many-nodes',
  ],
  [
    'repeats of stages',
    documentOf([{ kind: 'repeat', times: 1000, children: [{ kind: 'stage', blocks: 200 }] }]),
    'too-many-nodes',
  ],
  [
    'names that grow',
    documentOf(
      [
        nested(60, { kind: 'sequence', children: many(9000, () => ({ kind: 'flatten' })) }, (node) => ({
          kind: 'repeat',
          times: 1,
          children: [node],
        })),
      ].map((node) => renamed(node)),
    ),
    'name-too-long',
  ],
];

/** Repeats with the longest ids there may be. */
function renamed(json: unknown, level = 0): unknown {
  const node = json as { readonly kind: string; readonly children: readonly unknown[] };
  if (node.kind !== 'repeat') return json;
  const id = `${String(level)}${long('x')}`.slice(0, 200);
  return { ...node, id, children: node.children.map((child) => renamed(child, level + 1)) };
}

import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture, serializeArchitecture } from './architecture.ts';
import { Definitions } from './definitions.ts';
import { explode } from './edits/explode.ts';
import { inferArchitecture } from './infer.ts';
import { presets } from './presets.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;
const head = [{ kind: 'globalAvgPool' }, { id: 'out', kind: 'dense', activation: 'softmax' }];

const documentOf = (definitions: unknown, children: readonly unknown[]): unknown => ({
  format: 'blockyard.architecture',
  version: 1,
  definitions,
  root: { kind: 'sequence', children: [...children, ...head] },
});

function read(definitions: unknown, children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture(documentOf(definitions, children));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function problemsOf(definitions: unknown, children: readonly unknown[] = []): readonly (readonly string[])[] {
  const parsed = parseArchitecture(documentOf(definitions, children));
  return parsed.ok ? [] : parsed.error.map(({ code, path }) => [code, path]);
}

const unit = {
  id: 'unit',
  name: 'Unit',
  description: 'A convolution and its batch norm.',
  knobs: [
    { name: 'filters', targets: [{ node: 'conv', field: 'filters' }] },
    { name: 'stride', targets: [{ node: 'conv', field: 'strides' }] },
  ],
  body: [
    { id: 'conv', kind: 'conv', filters: 8, useBias: false },
    { id: 'norm', kind: 'batchNorm' },
  ],
};
const pair = {
  id: 'pair',
  name: 'Pair',
  knobs: [
    {
      name: 'width',
      targets: [
        { node: 'a', field: 'filters' },
        { node: 'b', field: 'filters' },
      ],
    },
  ],
  body: [
    { id: 'a', kind: 'custom', definition: 'unit', knobs: { stride: 2 } },
    { id: 'b', kind: 'custom', definition: 'unit' },
  ],
};

describe('own blocks', () => {
  it('stand for their bodies, with knobs set and ids of their own', () => {
    const architecture = read(
      [unit, pair],
      [
        { id: 'x', kind: 'custom', definition: 'pair', knobs: { width: 12 }, label: 'First' },
        { id: 'y', kind: 'custom', definition: 'pair' },
      ],
    );
    const { network, nodes, problems } = inferArchitecture(architecture, target);
    expect(problems).toEqual([]);
    expect(network?.layers.map(({ name, nodeId, output }) => [name, nodeId, output.join('x')])).toEqual([
      ['input', 'sequence1', '32x32x3'],
      ['x.a.conv', 'x', '16x16x12'],
      ['x.a.norm', 'x', '16x16x12'],
      ['x.b.conv', 'x', '16x16x12'],
      ['x.b.norm', 'x', '16x16x12'],
      ['y.a.conv', 'y', '8x8x8'],
      ['y.a.norm', 'y', '8x8x8'],
      ['y.b.conv', 'y', '8x8x8'],
      ['y.b.norm', 'y', '8x8x8'],
      ['globalAvgPool1', 'globalAvgPool1', '8'],
      ['out', 'out', '10'],
      ['out/activation', 'out', '10'],
    ]);
    expect(nodes.slice(1, 3).map(({ label, summary, category }) => [label, summary, category])).toEqual([
      ['First', 'width 12', 'composite'],
      ['Pair', '', 'composite'],
    ]);
  });

  it('offer their knobs as fields, with what the definition has for the default', () => {
    const definitions = new Definitions(read([unit, pair], []).definitions);
    const knobs = (id: string): unknown =>
      [...definitions.knobsOf(id)].map(([name, { control, default: initial }]) => [name, control.type, initial]);
    expect(knobs('unit')).toEqual([
      ['filters', 'integer', 8],
      ['stride', 'pair', [1, 1]],
    ]);
    expect(knobs('pair')).toEqual([['width', 'integer', 8]]);
    expect(knobs('none')).toEqual([]);
  });

  it('have knobs that a repeat can change in its first repetition', () => {
    const repeat = { id: 'r', kind: 'repeat', times: 2, first: { stride: 2 } };
    const architecture = read(
      [unit],
      [{ ...repeat, children: [{ kind: 'sequence', children: [{ id: 'u', kind: 'custom', definition: 'unit' }] }] }],
    );
    const names = inferArchitecture(architecture, target).network?.layers.map(({ name, output }) => [name, output[0]]);
    expect(names?.slice(1, 5)).toEqual([
      ['r.1.u.conv', 16],
      ['r.1.u.norm', 16],
      ['r.2.u.conv', 16],
      ['r.2.u.norm', 16],
    ]);
    // The convolution's own name of the field is not the block's.
    const inside = [{ id: 'u', kind: 'custom', definition: 'unit' }];
    expect(problemsOf([unit], [{ ...repeat, first: { strides: 2 }, children: inside }])).toEqual([
      ['no-target', 'root/children/0/first/strides'],
    ]);
    expect(problemsOf([unit], [{ ...repeat, first: { stride: 0 }, children: inside }])).toEqual([
      ['invalid-field', 'root/children/0/first/stride'],
    ]);
    expect(problemsOf([unit], [{ ...repeat, first: { definition: 'unit' }, children: inside }])).toEqual([
      ['no-target', 'root/children/0/first/definition'],
    ]);
  });

  it('can be exploded, one level at a time', () => {
    const architecture = read([unit, pair], [{ id: 'x', kind: 'custom', definition: 'pair', knobs: { width: 5 } }]);
    const once = explode(architecture, 'x');
    expect(once.ok && once.value.root.children[0]).toMatchObject({
      kind: 'sequence',
      children: [
        { id: 'x.a', kind: 'custom', knobs: { filters: 5, stride: [2, 2] } },
        { id: 'x.b', kind: 'custom', knobs: { filters: 5 } },
      ],
    });
    const twice = once.ok ? explode(once.value, 'x.b') : once;
    const layers = (document: Architecture): unknown =>
      inferArchitecture(document, target).network?.layers.map((layer) => ({ ...layer, nodeId: '' }));
    expect(twice.ok && layers(twice.value)).toEqual(layers(architecture));
  });

  it('are kept when a document is written, used or not', () => {
    const architecture = read([unit, pair], []);
    expect(parseArchitecture(JSON.parse(serializeArchitecture(architecture)))).toEqual({
      ok: true,
      value: architecture,
    });
    for (const preset of presets) expect(preset.architecture.definitions).toEqual([]);
  });

  const knob = (targets: unknown, name: unknown = 'k'): unknown => [{ ...unit, knobs: [{ name, targets }] }];
  const conv = { node: 'conv', field: 'filters' };
  const instance = (more: object): unknown => ({ id: 'x', kind: 'custom', definition: 'unit', ...more });
  const use = (definition: string): unknown => ({ kind: 'custom', definition });

  it.each<[unknown, readonly unknown[], string, string]>([
    [{}, [], 'not-an-object', 'definitions'],
    [[7], [], 'not-an-object', 'definitions/0'],
    [[{ ...unit, id: undefined }], [], 'missing-field', 'definitions/0'],
    [[{ ...unit, id: '__proto__' }], [], 'invalid-id', 'definitions/0/id'],
    [[unit, unit], [], 'duplicate-id', 'definitions/1/id'],
    [[{ ...unit, name: 3 }], [], 'invalid-field', 'definitions/0/name'],
    [[{ ...unit, description: {} }], [], 'invalid-field', 'definitions/0/description'],
    [[{ ...unit, color: 'red' }], [], 'unknown-field', 'definitions/0/color'],
    [[{ ...unit, body: {} }], [], 'not-an-object', 'definitions/0/body'],
    [
      [{ ...unit, knobs: [], body: [{ kind: 'conv', filters: -1 }] }],
      [],
      'invalid-field',
      'definitions/0/body/0/filters',
    ],
    [
      [
        {
          id: 'd',
          body: [
            { id: 'a', kind: 'flatten' },
            { id: 'a', kind: 'flatten' },
          ],
        },
      ],
      [],
      'duplicate-id',
      'definitions/0/body/1/id',
    ],
    [[{ ...unit, knobs: {} }], [], 'not-an-object', 'definitions/0/knobs'],
    [[{ ...unit, knobs: [null] }], [], 'not-an-object', 'definitions/0/knobs/0'],
    [knob([conv], 'two words'), [], 'invalid-field', 'definitions/0/knobs/0/name'],
    [knob([conv], '__proto__'), [], 'invalid-field', 'definitions/0/knobs/0/name'],
    [knob([]), [], 'not-an-object', 'definitions/0/knobs/0/targets'],
    [knob([conv.node]), [], 'not-an-object', 'definitions/0/knobs/0/targets/0'],
    [knob([{ ...conv, node: 'x' }]), [], 'knob-without-node', 'definitions/0/knobs/0/targets/0/node'],
    [knob([{ ...conv, field: 'rate' }]), [], 'knob-without-field', 'definitions/0/knobs/0/targets/0/field'],
    [knob([{ ...conv, field: 'id' }]), [], 'knob-without-field', 'definitions/0/knobs/0/targets/0/field'],
    [knob([{ ...conv, field: 'constructor' }]), [], 'knob-without-field', 'definitions/0/knobs/0/targets/0/field'],
    [knob([conv, conv]), [], 'knob-field-taken', 'definitions/0/knobs/0/targets/1'],
    [knob([conv, { node: 'conv', field: 'strides' }]), [], 'knob-targets-differ', 'definitions/0/knobs/0/targets'],
    [
      knob([
        { node: 'norm', field: 'gammaL2' },
        { node: 'norm', field: 'epsilon' },
      ]),
      [],
      'knob-targets-differ',
      'definitions/0/knobs/0/targets',
    ],
    [[], [instance({})], 'no-definitions', 'root/children/0/definition'],
    [[unit], [instance({ definition: 'Unit' })], 'unknown-definition', 'root/children/0/definition'],
    [[unit], [instance({ definition: 7 })], 'invalid-field', 'root/children/0/definition'],
    [[unit], [instance({ knobs: { width: 3 } })], 'unknown-field', 'root/children/0/knobs/width'],
    [[unit], [instance({ knobs: { filters: 0 } })], 'invalid-field', 'root/children/0/knobs/filters'],
    [[unit], [instance({ knobs: { filters: '8' } })], 'invalid-field', 'root/children/0/knobs/filters'],
    [[unit], [instance({ knobs: [] })], 'invalid-field', 'root/children/0/knobs'],
    [
      [unit],
      [instance({ knobs: JSON.parse('{"__proto__":{"filters":3}}') as unknown })],
      'invalid-field',
      'root/children/0/knobs',
    ],
    [[unit], [instance({}), { id: 'x.conv', kind: 'flatten' }], 'duplicate-id', 'root/children/1/id'],
    [[{ id: 'self', body: [use('self')] }], [], 'no-definitions', 'definitions/0/body/0/definition'],
    [
      [unit, { id: 'a', body: [use('b')] }, { id: 'b', body: [use('a')] }],
      [],
      'unknown-definition',
      'definitions/1/body/0/definition',
    ],
    [[pair, unit], [], 'no-definitions', 'definitions/0/body/0/definition'],
  ])('say what is wrong with %j, %j', (definitions, children, code, path) => {
    expect(problemsOf(definitions, children)[0]).toEqual([code, path]);
    const parsed = parseArchitecture(documentOf(definitions, children));
    expect(parsed.ok ? '' : `${parsed.error[0]?.what ?? ''} ${parsed.error[0]?.mend ?? ''}`).not.toMatch(/[{}]\w*\}?$/);
  });

  it('refuse a knob value that one of its targets refuses', () => {
    const two = {
      id: 'two',
      knobs: [
        {
          name: 'n',
          targets: [
            { node: 'c', field: 'filters' },
            { node: 'd', field: 'depthMultiplier' },
          ],
        },
      ],
      body: [
        { id: 'c', kind: 'conv', filters: 1 },
        { id: 'd', kind: 'depthwiseConv' },
      ],
    };
    expect(problemsOf([two], [{ kind: 'custom', definition: 'two', knobs: { n: 64 } }])).toEqual([]);
    expect(problemsOf([two], [{ kind: 'custom', definition: 'two', knobs: { n: 65 } }])).toEqual([
      ['invalid-field', 'root/children/0/knobs/n'],
    ]);
    const [knob] = new Definitions(read([two], []).definitions).knobsOf('two').values();
    expect(knob?.control).toMatchObject({ min: 1, max: 64 });
  });

  it('may be nested as deep as a document may, and no deeper', () => {
    const chain = (length: number): readonly unknown[] =>
      Array.from({ length }, (_, index) => ({
        id: `d${String(index)}`,
        body: [index === 0 ? { kind: 'flatten' } : use(`d${String(index - 1)}`)],
      }));
    // Root, instance, and one level for every definition.
    expect(problemsOf(chain(62), [use('d61')])).toEqual([]);
    expect(problemsOf(chain(63), [use('d62')])).toEqual([['too-deep', 'root/children/0']]);
    expect(problemsOf(chain(200))[0]?.[0]).toBe('too-deep');
  });

  it('stop at once when each uses the one before it twice', () => {
    for (const filler of [[], Array.from({ length: 150 }, () => ({ kind: 'conv' }))]) {
      const definitions = Array.from({ length: 60 }, (_, index) => ({
        id: `d${String(index)}`,
        body:
          index === 0 ? [{ kind: 'conv' }] : [use(`d${String(index - 1)}`), use(`d${String(index - 1)}`), ...filler],
      }));
      const document = documentOf(definitions, [use('d59')]);
      const parsed = parseArchitecture(document);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      const { problems, nodes } = inferArchitecture(parsed.value, target);
      expect(problems.map(({ code, path }) => [code, path])).toEqual([['too-many-nodes', 'root/children/0']]);
      expect(nodes.length).toBe(4);
    }
  });
});

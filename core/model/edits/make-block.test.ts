import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture } from '../architecture.ts';
import { arbitraryWorkingArchitecture } from '../arbitrary.test-support.ts';
import { childLists } from '../blocks/registry.ts';
import { inferArchitecture } from '../infer.ts';
import { findPreset } from '../presets.ts';
import { explodeNode, setFields } from './change.ts';
import { copyNodes, pasteNodes } from './clipboard.ts';
import { importDefinition, neededDefinitions, removeDefinition, updateDefinition } from './definitions.ts';
import { makeBlock, suggestKnobs } from './make-block.ts';
import { nodesOf } from '../tree.ts';
import { type Edit, type Edited } from './tree.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

function read(children: readonly unknown[], definitions: readonly unknown[] = []): Architecture {
  const root = { id: 'r', kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, definitions, root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function done(edited: Edited): Edit {
  if (!edited.ok) throw new Error(JSON.stringify(edited.error));
  return edited.value;
}

const codeOf = (edited: Edited): string | undefined => (edited.ok ? undefined : edited.error[0]?.code);

/** What the network computes: its layers without their names, and whether anything is wrong; a block tells only the first problem in it. */
function meaning(architecture: Architecture): unknown {
  const { network, problems, totals } = inferArchitecture(architecture, target);
  const layers = network?.layers.map(({ op, inputs, output, weights }) => ({
    op,
    inputs,
    output,
    weights: weights.map((weight) => ({ ...weight, path: '' })),
  }));
  return { layers, totals, wrong: problems.length > 0 };
}

const norm = { id: 'norm', kind: 'batchNorm' };
const body = [
  { id: 'one', kind: 'conv', filters: 12, strides: 2, useBias: false },
  norm,
  { id: 'two', kind: 'conv', filters: 12, kernelSize: 5 },
];
const sample = read([...body, { id: 'pool', kind: 'globalAvgPool' }, { id: 'out', kind: 'dense' }]);
const filters = {
  name: 'filters',
  targets: [
    { node: 'one', field: 'filters' },
    { node: 'two', field: 'filters' },
  ],
};
const strides = { name: 'strides', targets: [{ node: 'one', field: 'strides' }] };
const asUnit = { name: 'My Unit!', description: 'Two convolutions.', knobs: [filters, strides] };

describe('makeBlock', () => {
  it('turns blocks into an own one with an instance in their place', () => {
    const { architecture, selection } = done(makeBlock(sample, ['two', 'one', 'norm'], asUnit));
    expect(architecture.definitions).toMatchObject([
      {
        id: 'my-unit',
        name: 'My Unit!',
        knobs: [filters, strides],
        body: [{ id: 'one' }, { id: 'norm' }, { id: 'two' }],
      },
    ]);
    expect(selection).toEqual(['custom1']);
    expect(architecture.root.children[0]).toEqual({ id: 'custom1', kind: 'custom', definition: 'my-unit', knobs: {} });
    expect(meaning(architecture)).toEqual(meaning(sample));
    const wider = done(setFields(architecture, ['custom1'], { filters: 20, strides: 1 })).architecture;
    expect(wider.root.children[0]).toMatchObject({ knobs: { filters: 20, strides: [1, 1] } });
    expect(inferArchitecture(wider, target).nodes[1]?.output).toEqual([32, 32, 20]);
  });

  it('keeps the network, and so does taking the block apart again, whatever the blocks', () => {
    fc.assert(
      fc.property(arbitraryWorkingArchitecture, fc.nat(), fc.nat(), fc.nat(), (architecture, pick, from, length) => {
        const lists = nodesOf(architecture.root)
          .flatMap((node) => childLists(node))
          .filter((list) => list.length > 0);
        const list = lists[pick % lists.length] ?? [];
        const start = from % list.length;
        const run = list.slice(start, start + 1 + (length % list.length)).map(({ id }) => id);
        const knobs = suggestKnobs(architecture, run);
        const made = makeBlock(architecture, run, { name: 'Mine', description: '', knobs });
        // A repeat may change what no knob stands for.
        if (!made.ok) {
          expect(made.error.map(({ code }) => code)).toEqual(['repeat-reaches-in']);
          return;
        }
        const { architecture: edited, selection } = made.value;
        expect(meaning(edited)).toEqual(meaning(architecture));
        expect(meaning(done(explodeNode(edited, selection[0] ?? '')).architecture)).toEqual(meaning(architecture));
      }),
      { numRuns: 60 },
    );
  });

  it('lets a repeat around it change what it did, or says that it needs a knob for that', () => {
    const repeated = read([
      { id: 'again', kind: 'repeat', times: 2, first: { strides: 2 }, children: [norm, { id: 'c', kind: 'conv' }] },
      { kind: 'globalAvgPool' },
      { kind: 'dense' },
    ]);
    const knobs = [{ name: 'strides', targets: [{ node: 'c', field: 'strides' }] }];
    const made = done(makeBlock(repeated, ['c'], { name: 'C', description: '', knobs })).architecture;
    expect(meaning(made)).toEqual(meaning(repeated));
    expect(codeOf(makeBlock(repeated, ['c'], { name: 'C', description: '', knobs: [] }))).toBe('no-target');
    const two = read([
      {
        kind: 'repeat',
        first: { strides: 2 },
        children: [
          { id: 'c', kind: 'conv' },
          { id: 'd', kind: 'conv' },
        ],
      },
    ]);
    // Without the knob, the strides would pass on to the next block.
    expect(codeOf(makeBlock(two, ['c'], { name: 'C', description: '', knobs: [] }))).toBe('repeat-reaches-in');
  });

  it('refuses blocks that do not follow each other, and knobs that do not fit', () => {
    expect(codeOf(makeBlock(sample, ['one', 'two'], asUnit))).toBe('not-consecutive');
    expect(codeOf(makeBlock(sample, ['norm', 'two'], asUnit))).toBe('knob-without-node');
    const unlike = [{ name: 'k', targets: [...filters.targets, ...strides.targets] }];
    expect(codeOf(makeBlock(sample, ['one', 'norm', 'two'], { ...asUnit, knobs: unlike }))).toBe('knob-targets-differ');
  });

  it('names a second block of the same name apart, and nests', () => {
    const once = done(makeBlock(sample, ['one'], { name: '卷积', description: '', knobs: [strides] })).architecture;
    const twice = done(makeBlock(once, ['norm'], { name: '卷积', description: '', knobs: [] })).architecture;
    expect(twice.definitions.map(({ id }) => id)).toEqual(['block', 'block2']);
    const knobs = suggestKnobs(twice, ['custom1', 'custom2']);
    expect(knobs).toEqual([{ name: 'strides', targets: [{ node: 'custom1', field: 'strides' }] }]);
    const outer = done(makeBlock(twice, ['custom1', 'custom2'], { name: 'Outer', description: '', knobs }));
    expect(meaning(outer.architecture)).toEqual(meaning(sample));
  });
});

describe('suggestKnobs', () => {
  it('makes one knob of equal numbers, and of strides the one that shrinks', () => {
    const wide = read([...body, { id: 'three', kind: 'conv', filters: 7 }, { id: 'drop', kind: 'dropout', rate: 0.3 }]);
    expect(suggestKnobs(wide, ['one', 'norm', 'two', 'three', 'drop'])).toEqual([
      filters,
      { name: 'filters2', targets: [{ node: 'three', field: 'filters' }] },
      strides,
      { name: 'rate', targets: [{ node: 'drop', field: 'rate' }] },
      {
        name: 'kernelSize',
        targets: [
          { node: 'one', field: 'kernelSize' },
          { node: 'three', field: 'kernelSize' },
        ],
      },
      { name: 'kernelSize2', targets: [{ node: 'two', field: 'kernelSize' }] },
    ]);
    expect(suggestKnobs(wide, ['two', 'three']).find(({ name }) => name === 'strides')?.targets).toEqual([
      { node: 'two', field: 'strides' },
    ]);
    expect(suggestKnobs(sample, ['out', 'pool'])).toEqual([]);
  });
});

describe('changing own blocks', () => {
  const unit = { id: 'unit', name: 'Unit', description: '', knobs: [filters, strides], body };
  const outer = {
    id: 'outer',
    name: 'Outer',
    description: '',
    knobs: [
      { name: 'width', targets: [{ node: 'in', field: 'filters' }] },
      { name: 'shrink', targets: [{ node: 'in', field: 'strides' }] },
    ],
    body: [{ id: 'in', kind: 'custom', definition: 'unit' }],
  };
  const children = [
    { id: 'x', kind: 'custom', definition: 'unit', knobs: { filters: 5, strides: 1 } },
    { id: 'y', kind: 'custom', definition: 'outer', knobs: { width: 6, shrink: 1 } },
    { kind: 'globalAvgPool' },
    { kind: 'dense' },
  ];
  const document = read(children, [unit, outer]);
  const [first] = document.definitions;
  if (first === undefined) throw new Error('There is no definition.');

  it('keeps the values of knobs that are still there, and drops the others everywhere', () => {
    const renamed = { ...first, name: 'Narrow', knobs: [filters] };
    const { architecture } = done(updateDefinition(document, renamed));
    expect(architecture.definitions[0]?.name).toBe('Narrow');
    expect(architecture.definitions[1]?.knobs.map(({ name }) => name)).toEqual(['width']);
    expect(architecture.root.children.slice(0, 2)).toMatchObject([{ knobs: { filters: 5 } }, { knobs: { width: 6 } }]);
    expect(inferArchitecture(architecture, target).problems).toEqual([]);
  });

  it('moves a definition behind those that it has come to use, and refuses a circle', () => {
    const [, second] = document.definitions;
    const leaf = read([], [{ ...unit, id: 'leaf' }]).definitions;
    const more = { ...document, definitions: [...document.definitions, ...leaf] };
    const using = (definition: string): Architecture['definitions'][number] => ({
      ...first,
      knobs: [],
      body: [{ id: 'in', kind: 'custom', definition, knobs: {} }],
    });
    const moved = done(updateDefinition(more, using('leaf'))).architecture;
    expect(moved.definitions.map(({ id }) => id)).toEqual(['leaf', 'unit', 'outer']);
    expect(codeOf(updateDefinition(document, using(second?.id ?? '')))).toMatch(/definition/);
    expect(codeOf(updateDefinition(document, { ...first, id: 'unti' }))).toBe('unknown-definition');
  });

  it('removes a definition only when nothing uses it', () => {
    expect(codeOf(removeDefinition(document, 'unit'))).toBe('definition-in-use');
    expect(codeOf(removeDefinition(document, 'none'))).toBe('unknown-definition');
    const unused = read(children.slice(2), [unit, outer]);
    expect(codeOf(removeDefinition(unused, 'unit'))).toBe('definition-in-use');
    const without = done(removeDefinition(unused, 'outer')).architecture;
    expect(done(removeDefinition(without, 'unit')).architecture.definitions).toEqual([]);
    expect(codeOf(removeDefinition(read([]), 'unit'))).toBe('no-definitions');
  });

  it('travels with what it needs, and is used again where it is there already', () => {
    const needed = neededDefinitions(document, ['outer']);
    expect(needed.map(({ id }) => id)).toEqual(['unit', 'outer']);
    const imported = importDefinition(read([]), needed);
    if (!imported.ok) throw new Error(JSON.stringify(imported.error));
    expect(imported.value.architecture.definitions).toEqual(document.definitions);
    expect(imported.value.definition).toBe('outer');
    const again = importDefinition(document, needed);
    expect(again.ok && again.value.architecture).toEqual(document);

    const other = read([], [{ ...unit, name: 'Another', knobs: [] }]);
    const beside = importDefinition(other, needed);
    if (!beside.ok) throw new Error(JSON.stringify(beside.error));
    expect(beside.value.architecture.definitions.map(({ id }) => id)).toEqual(['unit', 'unit2', 'outer']);
    expect(beside.value.architecture.definitions[2]?.body).toMatchObject([{ definition: 'unit2' }]);

    expect(importDefinition(document, [])).toMatchObject({ ok: false, error: [{ code: 'no-definitions' }] });
    expect(importDefinition(document, [{ ...unit, body: [{ kind: 'konv' }] }])).toMatchObject({
      ok: false,
      error: [{ code: 'unknown-kind' }],
    });
  });

  it('is copied and pasted with its definition', () => {
    const text = copyNodes(document, ['y']);
    const gap = { parent: 'r', list: 0, index: 0 };
    const pasted = done(pasteNodes(read([{ kind: 'globalAvgPool' }, { kind: 'dense' }]), gap, text)).architecture;
    expect(pasted.definitions).toEqual(document.definitions);
    expect(pasted.root.children[0]).toMatchObject({ kind: 'custom', definition: 'outer', knobs: { width: 6 } });
    const lenet = findPreset('lenet5')?.architecture;
    if (lenet === undefined) throw new Error('There is no LeNet-5.');
    const inLenet = done(pasteNodes(lenet, { parent: lenet.root.id, list: 0, index: 0 }, copyNodes(lenet, ['conv1'])));
    expect(inLenet.architecture.definitions).toEqual([]);
  });
});

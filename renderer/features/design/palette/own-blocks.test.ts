import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  Definitions,
  type Edited,
  findNode,
  neededDefinitions,
  parseArchitecture,
  suggestKnobs,
} from '../../../../core/model/index.ts';
import { rowsOf, takenKnobs, validKnobName } from './knob-rows.ts';
import { loadOf } from './offers.ts';
import {
  insertNew,
  instancesOf,
  makeBlockOf,
  openInstance,
  remakeBlock,
  renameDefinition,
  replaceDefinition,
} from './own-block-edits.ts';
import { mergeBlocks } from './own-block.ts';

function read(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { id: 'r', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function done(edited: Edited): Architecture {
  if (!edited.ok) throw new Error(JSON.stringify(edited.error));
  return edited.value.architecture;
}

const plain = read([
  { id: 'a', kind: 'conv', filters: 8 },
  { id: 'b', kind: 'batchNorm' },
  { id: 'c', kind: 'conv', filters: 24 },
]);
const width = [{ name: 'width', targets: [{ node: 'a', field: 'filters' }] }];
const draft = { name: 'Unit', description: 'Conv and norm', knobs: width };
const made = done(makeBlockOf(plain, ['a', 'b'], draft));
const [unit] = made.definitions;
if (unit === undefined) throw new Error('nothing was made');
const end = { parent: 'r', list: 0, index: 2 };

describe('making a block', () => {
  it('puts one block of that name in the place of what was chosen', () => {
    expect(made.root.children.map(({ kind, label }) => [kind, label])).toEqual([
      ['custom', 'Unit'],
      ['conv', undefined],
    ]);
  });

  it('takes the sequence away that only held what is inside together', () => {
    const held = read([{ id: 's', kind: 'sequence', children: plain.root.children }]);
    const { root } = done(makeBlockOf(held, ['s'], draft));
    expect(root.children.map(({ kind }) => kind)).toEqual(['custom']);
  });

  it('changes all instances when it is made again, and keeps what they set', () => {
    const two = done(insertNew(made, end, [{ kind: 'custom', definition: unit.id, knobs: { width: 40 } }]));
    const opened = openInstance(two, unit);
    const inside = done(opened);
    const [holder] = opened.ok ? opened.value.selection : [];
    const holding = findNode(inside.root, holder ?? '');
    if (holding?.kind !== 'sequence') throw new Error('it is not open');
    expect(holding.label).toBe('Unit');
    const [conv] = holding.children;
    const knobs = [{ name: 'width', targets: [{ node: conv?.id ?? '', field: 'filters' }] }];
    const again = done(remakeBlock(inside, [holding.id], { ...draft, description: 'again', knobs }, unit.id));
    expect(again.definitions.map(({ id, description }) => [id, description])).toEqual([[unit.id, 'again']]);
    expect(instancesOf(again, unit.id).map((node) => node.kind === 'custom' && node.knobs)).toEqual([
      {},
      { width: 40 },
    ]);
  });

  it('is refused, and changes nothing, for what does not stand in a row', () => {
    expect(makeBlockOf(plain, ['a', 'c'], draft).ok).toBe(false);
  });
});

describe('own blocks of the library', () => {
  const kept = neededDefinitions(made, [unit.id]);

  it('are put into a network that does not have them, once', () => {
    const once = done(insertNew(plain, end, [{ kind: 'custom', definition: unit.id, knobs: { width: 3 } }], kept));
    const twice = done(insertNew(once, end, [{ kind: 'custom', definition: unit.id }], kept));
    expect(twice.definitions).toHaveLength(1);
    expect(instancesOf(twice, twice.definitions[0]?.id ?? '')).toHaveLength(2);
  });

  it('stand beside those of the network, which say where they differ', () => {
    expect(mergeBlocks(made, [kept])).toMatchObject([{ name: 'Unit', inNetwork: unit.id, differs: false }]);
    const other = kept.map((definition) => ({ ...definition, description: 'newer' }));
    expect(mergeBlocks(made, [other])).toMatchObject([{ differs: true }]);
    expect(mergeBlocks(plain, [kept])).toMatchObject([{ name: 'Unit', inNetwork: undefined }]);
    expect(mergeBlocks(made, [])).toMatchObject([{ stored: undefined, differs: false }]);
    expect(done(replaceDefinition(made, unit.id, other)).definitions).toMatchObject([
      { id: unit.id, description: 'newer' },
    ]);
    expect(done(replaceDefinition(made, unit.id, kept)).definitions).toEqual(made.definitions);
  });

  it('are renamed with the instances that are called by their name', () => {
    const renamed = done(renameDefinition(made, unit, 'Stem'));
    expect(renamed.definitions[0]?.name).toBe('Stem');
    expect(renamed.root.children[0]?.label).toBe('Stem');
  });

  it('take numbers that are written behind their name', () => {
    const [block] = mergeBlocks(plain, [kept]);
    if (block === undefined) throw new Error('no block');
    const parameters = [{ fields: ['width'], value: 12 }];
    expect(loadOf(block, [], parameters)?.drafts).toMatchObject([{ knobs: { width: 12 } }]);
    expect(loadOf(block, [], [{ fields: ['units'], value: 12 }])).toBeUndefined();
  });
});

describe('knobs of a block that is made', () => {
  const suggested = suggestKnobs(plain, ['a', 'b', 'c']);

  it('are offered with their value, and those that differ in most blocks are chosen', () => {
    const rows = rowsOf(suggested, plain.root, new Definitions(), undefined);
    expect(rows.filter(({ on }) => on).map(({ name, value }) => [name, value])).toEqual([
      ['filters', 8],
      ['filters2', 24],
      ['strides', [1, 1]],
    ]);
  });

  it('are those that it had, by their names, when it is made again', () => {
    const rows = rowsOf(suggested, plain.root, new Definitions(), { ...unit, id: 'x' });
    expect(rows.filter(({ on }) => on).map(({ name }) => name)).toEqual(['width']);
  });

  it('have names of letters and digits, each its own', () => {
    expect(['width2', 'a'].every(validKnobName)).toBe(true);
    expect(['', '2x', 'a b', 'ä'].some(validKnobName)).toBe(false);
    const rows = rowsOf(suggested, plain.root, new Definitions(), undefined).map((row) => ({ ...row, name: 'n' }));
    expect([...takenKnobs(rows)]).toEqual(['n']);
  });
});

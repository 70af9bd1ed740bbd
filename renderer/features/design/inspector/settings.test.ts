import { describe, expect, it } from 'vitest';
import {
  blocks,
  Definitions,
  findNode,
  nodeKinds,
  parseArchitecture,
  type Architecture,
  type InceptionBranches,
  type Node,
} from '../../../../core/model/index.ts';
import { inspectorEn } from '../../../i18n/en-inspector.ts';
import { changeUnit, newBranch, reducible, removeUnit } from './branch-edits.ts';
import { explain, rangeFault } from './explain.ts';
import { isFieldName } from './field-form.ts';
import { firstValue, reachableFields } from './reachable.ts';
import { changeSetting, resetSetting, settingsOf } from './settings.ts';
import { parseSize } from './size.ts';
import { sumCosts } from './sum-costs.ts';
import { valueText } from './value-text.ts';

function read(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { id: 'r', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const sample = read([
  { id: 'a', kind: 'conv', filters: 8, useBias: false },
  { id: 'b', kind: 'conv', filters: 16, useBias: false },
  { id: 'c', kind: 'dense', activation: 'softmax' },
  { id: 'd', kind: 'activation', activation: 'relu' },
]);

function pick(architecture: Architecture, ...ids: readonly string[]): readonly Node[] {
  return ids.flatMap((id) => findNode(architecture.root, id) ?? []);
}

const number = String;
const none = new Definitions();

describe('settingsOf', () => {
  it('gives one block all that has an effect', () => {
    const names = settingsOf(pick(sample, 'a'), none).map(({ name }) => name);
    expect(names).toContain('filters');
    expect(names).not.toContain('biasL2');
    expect(settingsOf(pick(sample, 'd'), none).map(({ name }) => name)).toEqual(['activation']);
  });

  it('gives several blocks what they have in common, and says where they differ', () => {
    const both = settingsOf(pick(sample, 'a', 'b'), none);
    expect(both.find(({ name }) => name === 'filters')).toMatchObject({ mixed: true, value: undefined });
    expect(both.find(({ name }) => name === 'useBias')).toMatchObject({ mixed: false, value: false, changed: true });
    expect(settingsOf(pick(sample, 'a', 'c'), none).map(({ name }) => name)).not.toContain('filters');
    expect(settingsOf(pick(sample, 'a', 'c'), none).map(({ name }) => name)).toContain('activation');
    expect(settingsOf([], none)).toEqual([]);
  });

  it('finds a name and a form for every field of every block', () => {
    for (const kind of nodeKinds)
      for (const name of Object.keys(blocks[kind].fields))
        expect([kind, name, isFieldName(name)]).toEqual([kind, name, true]);
  });
});

describe('changing settings', () => {
  it('changes all the blocks and puts each back to its own default', () => {
    const changed = changeSetting(sample, pick(sample, 'a', 'b'), 'filters', 24);
    if (!changed.ok) throw new Error('refused');
    expect(pick(changed.value.architecture, 'a', 'b')).toMatchObject([{ filters: 24 }, { filters: 24 }]);
    const activations = pick(sample, 'c', 'd');
    const reset = resetSetting(sample, activations, 'activation');
    if (!reset.ok) throw new Error('refused');
    expect(pick(reset.value.architecture, 'c', 'd')).toMatchObject([{ activation: 'linear' }, { activation: 'relu' }]);
    expect(reset.value.selection).toEqual(['c', 'd']);
  });
});

describe('knobs of own blocks', () => {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    definitions: [
      {
        id: 'unit',
        name: 'Unit',
        knobs: [{ name: 'width', targets: [{ node: 'x', field: 'filters' }] }],
        body: [{ id: 'x', kind: 'conv', filters: 12 }],
      },
    ],
    root: {
      kind: 'sequence',
      children: [
        { id: 'p', kind: 'custom', definition: 'unit' },
        { id: 'q', kind: 'repeat', children: [{ id: 'o', kind: 'custom', definition: 'unit', knobs: { width: 20 } }] },
      ],
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const own = parsed.value;
  const definitions = new Definitions(own.definitions);

  it('are set, differ and are put back like fields', () => {
    expect(settingsOf(pick(own, 'p'), definitions)).toMatchObject([{ name: 'width', value: 12, changed: false }]);
    expect(settingsOf(pick(own, 'p', 'o'), definitions)).toMatchObject([{ mixed: true, changed: true }]);
    const changed = changeSetting(own, pick(own, 'p', 'o'), 'width', 5);
    if (!changed.ok) throw new Error('refused');
    expect(pick(changed.value.architecture, 'p', 'o')).toMatchObject([
      { knobs: { width: 5 } },
      { knobs: { width: 5 } },
    ]);
    const reset = resetSetting(own, pick(own, 'o'), 'width');
    if (!reset.ok) throw new Error('refused');
    expect(pick(reset.value.architecture, 'o')).toMatchObject([{ knobs: {} }]);
  });

  it('can be changed on a first repetition', () => {
    const [repeat] = pick(own, 'q');
    if (repeat?.kind !== 'repeat') throw new Error('no repeat');
    expect(reachableFields(repeat.children, definitions).get('width')?.value).toBe(20);
  });
});

describe('sizes and branches', () => {
  const classic = blocks.inception.fields['branches']?.default as InceptionBranches;

  it('are written as people write them', () => {
    expect(parseSize('3', 1, 64)).toEqual([3, 3]);
    expect(parseSize(' 1 x 7', 1, 64)).toEqual([1, 7]);
    expect(parseSize('7×1', 1, 64)).toEqual([7, 1]);
    for (const wrong of ['', '0', '3x', '65', '1.5', 'three']) expect(parseSize(wrong, 1, 64)).toBeUndefined();
    expect(valueText(classic, inspectorEn)).toBe('1×1, 1×1-3×3, 1×1-5×5, max3×3-1×1');
  });

  it('change one unit, and give a pooling no filters', () => {
    const wide = changeUnit(classic, 1, 1, { filters: 9 });
    expect(wide[1]?.[1]).toEqual({ layer: 'conv', size: [3, 3], filters: 9 });
    expect(changeUnit(wide, 1, 1, { layer: 'avgPool' })[1]?.[1]).toMatchObject({ layer: 'avgPool', filters: null });
    expect(removeUnit(classic, 3, 0)[3]).toEqual([{ layer: 'conv', size: [1, 1], filters: null }]);
    expect(newBranch(classic).map(({ size }) => size)).toEqual([
      [1, 1],
      [7, 7],
    ]);
    expect(classic.map(reducible)).toEqual([false, false, false, false]);
    expect(reducible(removeUnit(classic, 1, 0)[1] ?? [])).toBe(true);
  });
});

describe('what the first repetition can change', () => {
  it('is the first block on every branch that has the field', () => {
    const { root } = read([
      { kind: 'batchNorm' },
      {
        kind: 'residual',
        body: [
          { kind: 'conv', filters: 3 },
          { kind: 'conv', filters: 9 },
        ],
      },
    ]);
    const reachable = reachableFields(root.children, none);
    expect(reachable.get('filters')?.value).toBe(3);
    expect(reachable.get('shortcut')?.value).toBe('auto');
    expect(reachable.has('rate')).toBe(false);
  });

  it('starts with stride 2, the usual reason for it', () => {
    const strides = reachableFields(read([{ kind: 'conv' }]).root.children, none).get('strides');
    if (strides === undefined) throw new Error('no strides');
    expect(firstValue('strides', strides)).toEqual([2, 2]);
    expect(firstValue('filters', { ...strides, value: 5 })).toBe(5);
  });
});

describe('words', () => {
  it('write values as people do', () => {
    expect(valueText([3, 5], inspectorEn)).toBe('3 × 5');
    expect(
      valueText(
        [
          [1, 1],
          [1, 1],
        ],
        inspectorEn,
      ),
    ).toBe('1');
    expect(
      valueText(
        [
          [1, 0],
          [2, 2],
        ],
        inspectorEn,
      ),
    ).toBe('1 × 0 × 2 × 2');
    expect(valueText('heNormal', inspectorEn)).toBe('He normal');
    expect(valueText('avg', inspectorEn)).toBe('avg');
    expect(valueText(true, inspectorEn)).toBe('on');
    expect(valueText(null, inspectorEn)).toBe('usual');
    expect(valueText({ strides: [2, 2] }, inspectorEn)).toBe('Stride 2 × 2');
  });

  it('explain a setting by its help, its choice, its range and its default', () => {
    const [filters] = settingsOf(pick(sample, 'a'), none);
    if (filters === undefined) throw new Error('no settings');
    const told = explain({ label: 'Filters', help: 'How many.', setting: filters, words: inspectorEn, number });
    expect(told.notes).toEqual(['Whole numbers from 1 to 16384.', 'Default: 32.']);
    expect(rangeFault(filters.field.control, inspectorEn, number)).toBe('Write a whole number from 1 to 16384.');
    const [activation] = settingsOf(pick(sample, 'd'), none);
    if (activation === undefined) throw new Error('no settings');
    expect(explain({ label: '', help: '', setting: activation, words: inspectorEn, number }).notes[0]).toMatch(/^ReLU/);
  });
});

describe('sumCosts', () => {
  it('counts what is inside another chosen block once', () => {
    const { root } = read([{ id: 'b', kind: 'sequence', children: [{ id: 'i', kind: 'dense' }] }]);
    const cost = { params: { total: 3, trainable: 2 }, macs: 5, activationBytes: 7 };
    const reports = ['b', 'i'].map((id) => ({ id, ...cost })) as never;
    const [b, i] = [findNode(root, 'b'), findNode(root, 'i')];
    if (b === undefined || i === undefined) throw new Error('missing');
    expect(sumCosts(root, [b, i], reports)).toEqual(cost);
  });
});

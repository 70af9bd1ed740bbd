import { describe, expect, it } from 'vitest';
import { inferArchitecture, parseArchitecture, presets, type Architecture } from '../../../../core/model/index.ts';
import { expandArchitecture } from './expand.ts';
import { buildTower, type TowerItem } from './tower.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

function preset(name: string): Architecture {
  const found = presets.find((known) => known.name === name);
  if (found === undefined) throw new Error(`There is no preset ${name}`);
  return found.architecture;
}

function architectureOf(...children: readonly object[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'test',
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}

/** Repeats in repeats, 1,000 times each. */
function endless(levels: number): object {
  const children = levels === 1 ? [{ id: 'conv', kind: 'conv', padding: 'same' }] : [endless(levels - 1)];
  return { id: `repeat${String(levels)}`, kind: 'repeat', times: 1000, children };
}

describe('expandArchitecture', () => {
  it.each(presets.map(({ name }) => name))('keeps parameters, multiply-adds and output of %s', (name) => {
    const architecture = preset(name);
    const before = inferArchitecture(architecture, target);
    const after = inferArchitecture(expandArchitecture(architecture)?.architecture ?? architecture, target);
    expect(after.problems).toEqual([]);
    expect(after.totals).toEqual(before.totals);
    expect(after.nodes.some(({ kind }) => kind === 'repeat' || kind === 'stage')).toBe(false);
  });

  it('gives up on repeats that would unroll without end', () => {
    for (const levels of [2, 20]) expect(expandArchitecture(architectureOf(endless(levels)))).toBeUndefined();
  });

  it('names copies as the network names their layers', () => {
    const conv = (id: string) => ({ id, kind: 'conv', padding: 'same' });
    const inner = { id: 'inner', kind: 'repeat', times: 2, children: [conv('b')] };
    const architecture = architectureOf(
      { id: 'outer', kind: 'repeat', times: 2, children: [inner, { id: 'unit', kind: 'resnetBasic' }] },
      { id: 'old.1.repeat', kind: 'repeat', times: 2, children: [conv('old.1.c')] },
      { id: 'average', kind: 'globalAvgPool' },
      { id: 'classes', kind: 'dense', units: 'classes', activation: 'softmax' },
    );
    const names = (shown: Architecture | undefined) =>
      shown && inferArchitecture(shown, target).network?.layers.map(({ name }) => name);
    expect(names(architecture)).toContain('outer.2.inner.1.b');
    expect(names(expandArchitecture(architecture)?.architecture)).toEqual(names(architecture));
  });
});

describe('buildTower', () => {
  it.each(presets.map(({ name }) => name))('draws all that %s costs, each part once', (name) => {
    const architecture = preset(name);
    const { totals } = inferArchitecture(architecture, target);
    const tower = buildTower(architecture, target);
    const sum = (figure: (item: TowerItem) => number) => tower.items.reduce((all, item) => all + figure(item), 0);
    expect(sum((item) => item.cost.params.total)).toBe(totals.params.total);
    expect(sum((item) => item.cost.macs)).toBe(totals.macs);
    expect(tower.byId.size).toBeLessThan(100);
  });

  it('draws equal blocks of a stage once and says how many they are', () => {
    const stage = buildTower(preset('resnet56'), target).byId.get('stage2');
    if (stage?.content.kind !== 'chain') throw new Error('A stage is a chain');
    expect(stage.content.items.map((item) => item.times)).toEqual([1, 8]);
    expect(stage.node.kind).toBe('stage');
  });

  it('tells the kinds of shortcut apart', () => {
    const shortcuts = (name: string, id: string) => {
      const content = buildTower(preset(name), target).byId.get(id)?.content;
      return content?.kind === 'residual' ? content.shortcut : undefined;
    };
    expect(shortcuts('resnet20', 'stage1.1')).toEqual({ kind: 'identity', detail: '' });
    expect(shortcuts('resnet20', 'stage2.1')).toEqual({ kind: 'pad', detail: 's2' });
    expect(shortcuts('resnet18', 'stage2.1')).toEqual({ kind: 'projection', detail: 's2 + BN' });
  });

  it('gives the first of a repeat what only it has', () => {
    const group = buildTower(preset('inception10'), target).byId.get('group1');
    if (group?.content.kind !== 'chain') throw new Error('A repeat is a chain');
    expect(group.content.items.map((item) => [item.node.kind, item.output])).toEqual([
      ['inception', [16, 16, 64]],
      ['inception', [16, 16, 64]],
    ]);
    expect(group.content.items[0]?.report.input).toEqual([32, 32, 16]);
  });

  it('draws what would unroll without end as it is written, with the problem on it', () => {
    const tower = buildTower(architectureOf(endless(2)), target);
    expect([...tower.byId.keys()].sort()).toEqual(['conv', 'repeat1', 'repeat2']);
    expect([...tower.byId.values()].some(({ report }) => report.error?.code === 'too-many-nodes')).toBe(true);
  });

  it('says what is wrong instead of failing on images that are too small', () => {
    const tower = buildTower(preset('lenet5'), { input: [4, 4, 1], classes: 10 });
    expect([...tower.byId.values()].some((item) => item.report.error !== undefined)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { findPreset, inferArchitecture, parseArchitecture, presets } from '../../../../../core/model/index.ts';
import { metricOf, metrics, orderRows } from './table-order.ts';
import { buildTable, type Table, type TableRow } from './table-rows.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

function tableOf(name: string): Table {
  const preset = findPreset(name);
  if (preset === undefined) throw new Error(`There is no preset ${name}`);
  return buildTable(preset.architecture, target);
}

function total(rows: readonly TableRow[], metric: (typeof metrics)[number]): number {
  return rows.reduce((sum, row) => sum + metricOf(row.cost, metric), 0);
}

describe('buildTable', () => {
  it.each(presets.map(({ name }) => name))('accounts for all that %s costs, at every level', (name) => {
    const { rows, byId, totals } = tableOf(name);
    for (const metric of metrics) {
      expect(total(rows, metric)).toBe(metricOf(totals, metric));
      for (const row of byId.values())
        if (row.children.length > 0)
          expect([row.id, total(row.children, metric)]).toEqual([row.id, metricOf(row.cost, metric)]);
    }
    expect(totals.params).toEqual(inferArchitecture(findPreset(name)?.architecture ?? never(), target).totals.params);
    expect([...byId.values()].filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it('holds what a stage stands for, with what its shortcuts cost', () => {
    const { byId } = tableOf('resnet18');
    const stage = byId.get('stage2');
    expect(stage?.opened).toBe(false);
    expect(stage?.children.map(({ output }) => output)).toEqual([
      [16, 16, 128],
      [16, 16, 128],
    ]);
    const [first, second] = (stage?.children ?? []).map((block) => block.children.at(-1));
    // 64 x 128 of the projection, and four for each channel of its batch norm.
    expect(first?.cost.params).toEqual({ total: 8704, trainable: 8448 });
    expect([first?.part, second?.part]).toMatchObject([{ shortcut: 'projection' }, { shortcut: 'identity' }]);
    expect(second?.cost.params.total).toBe(0);
    expect(first?.owner).toBe('stage2');
  });

  it('gives every branch a row', () => {
    const { byId } = tableOf('inception10');
    const block = [...byId.values()].find(({ children }) => children.some(({ part }) => part.kind === 'branch'));
    expect(block?.children.map(({ part }) => part)).toEqual([
      ...[1, 2, 3, 4].map((number) => ({ kind: 'branch', number })),
      { kind: 'merge', merge: 'concat' },
    ]);
  });

  it('has the input of an empty branch for its output', () => {
    const parsed = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      root: {
        kind: 'sequence',
        children: [{ id: 'both', kind: 'branches', branches: [[], [{ kind: 'conv', filters: 8 }]] }],
      },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const { byId } = buildTable(parsed.value, target);
    expect(byId.get('both')?.children.map(({ output }) => output)).toEqual([
      [32, 32, 3],
      [32, 32, 8],
      [32, 32, 11],
    ]);
  });

  it('knows the document’s block that a repetition comes from', () => {
    const parsed = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      name: 'repeats',
      root: {
        id: 'root',
        kind: 'sequence',
        children: [
          {
            id: 'outer',
            kind: 'repeat',
            times: 2,
            children: [
              { id: 'inner', kind: 'repeat', times: 2, children: [{ id: 'c', kind: 'conv', padding: 'same' }] },
            ],
          },
        ],
      },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const { byId } = buildTable(parsed.value, target);
    expect([...byId.values()].map(({ id, owner }) => [id, owner])).toEqual(
      expect.arrayContaining([
        ['outer.2.inner', 'inner'],
        ['outer.2.inner.1.c', 'c'],
      ]),
    );
  });

  it('shows a problem on the block and on all that hold it', () => {
    const preset = findPreset('lenet5')?.architecture ?? never();
    const { rows, totals } = buildTable(preset, { input: [4, 4, 1], classes: 10 });
    const wrong = rows.filter(({ problem }) => problem !== undefined);
    expect(wrong.length).toBeGreaterThan(0);
    expect(totals.params.total).toBe(total(rows, 'params'));
  });
});

describe('orderRows', () => {
  const { rows, byId } = tableOf('resnet18');

  it('shows what is open', () => {
    expect(orderRows(rows, 'tree', (row) => row.opened).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(orderRows(rows, 'tree', () => true)).toHaveLength(byId.size);
  });

  it('puts the most expensive layers first, whatever is folded', () => {
    const sorted = orderRows(rows, 'params', () => false);
    expect(total(sorted, 'params')).toBe(11_183_562);
    expect(sorted[0]?.cost.params.total).toBe(3 * 3 * 512 * 512);
    expect(sorted.every(({ children }) => children.length === 0)).toBe(true);
    const values = sorted.map(({ cost }) => cost.params.total);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });
});

function never(): never {
  throw new Error('There is no such preset');
}

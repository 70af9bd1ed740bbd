import { describe, expect, it } from 'vitest';
import { findPreset } from '../presets.ts';
import { applyFix } from './fixes.ts';

describe('applyFix', () => {
  const architecture = findPreset('lenet5')?.architecture;
  if (architecture === undefined) throw new Error('There is no LeNet-5.');
  const kindsAfter = (fix: Parameters<typeof applyFix>[1]): readonly string[] => {
    const result = applyFix(architecture, fix);
    return result.ok ? result.value.root.children.map(({ kind }) => kind) : [result.error[0]?.code ?? ''];
  };

  it('inserts, appends, removes and sets', () => {
    const nodes = [{ kind: 'batchNorm' }];
    expect(kindsAfter({ kind: 'insert-before', nodeId: 'pool1', nodes }).slice(0, 3)).toEqual([
      'conv',
      'batchNorm',
      'maxPool',
    ]);
    expect(kindsAfter({ kind: 'insert-after', nodeId: 'pool1', nodes }).slice(0, 3)).toEqual([
      'conv',
      'maxPool',
      'batchNorm',
    ]);
    expect(kindsAfter({ kind: 'append', nodes }).slice(-2)).toEqual(['dense', 'batchNorm']);
    expect(kindsAfter({ kind: 'remove', nodeId: 'conv1' })[0]).toBe('maxPool');
    expect(kindsAfter({ kind: 'insert-before', nodeId: 'root', nodes })).toEqual(['batchNorm', 'sequence']);
    const set = applyFix(architecture, { kind: 'set-fields', nodeId: 'conv1', fields: { filters: 7 } });
    expect(set.ok && set.value.root.children[0]).toMatchObject({ id: 'conv1', filters: 7 });
  });

  it('puts runs of blocks into residual blocks', () => {
    const wrapped = applyFix(architecture, {
      kind: 'wrap',
      runs: [
        ['conv1', 'pool1'],
        ['conv2', 'pool2'],
      ],
      container: 'residual',
      fields: { activation: 'sigmoid' },
      last: { label: 'halves' },
    });
    if (!wrapped.ok) throw new Error(JSON.stringify(wrapped.error));
    const pool = { kind: 'maxPool', label: 'halves' };
    expect(wrapped.value.root.children.slice(0, 3)).toMatchObject([
      { id: 'residual1', kind: 'residual', activation: 'sigmoid', body: [{ id: 'conv1' }, { id: 'pool1', ...pool }] },
      { id: 'residual2', kind: 'residual', activation: 'sigmoid', body: [{ id: 'conv2' }, { id: 'pool2', ...pool }] },
      { kind: 'flatten' },
    ]);
  });

  it('refuses what would break the document', () => {
    expect(kindsAfter({ kind: 'set-fields', nodeId: 'conv1', fields: { filters: 0 } })).toEqual(['invalid-field']);
    expect(kindsAfter({ kind: 'remove', nodeId: 'nowhere' })).toEqual(['unknown-node']);
    expect(kindsAfter({ kind: 'remove', nodeId: 'root' })).toEqual([]);
    const apart = { kind: 'wrap', runs: [['conv1', 'conv2']], container: 'residual', fields: {}, last: {} } as const;
    expect(kindsAfter(apart)).toEqual(['not-consecutive']);
    expect(kindsAfter({ ...apart, runs: [['conv1', 'pool1']], fields: { shortcut: 'none' } })).toEqual([
      'invalid-field',
    ]);
  });
});

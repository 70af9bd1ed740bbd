import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryArchitecture, arbitraryWorkingArchitecture } from '../arbitrary.test-support.ts';
import { type Architecture, parseArchitecture } from '../architecture.ts';
import { applyFix } from '../edits/fixes.ts';
import { read } from '../lint/lint.test-support.ts';
import { findPreset, presets } from '../presets.ts';
import { nodesOf } from '../tree.ts';
import { commonSubsequence } from './common-subsequence.ts';
import { type ArchitectureDiff, diffArchitectures } from './diff.ts';

const arbitrary = fc.oneof(arbitraryArchitecture, arbitraryWorkingArchitecture);
const brief = (diff: ArchitectureDiff) =>
  diff.map((entry) => [entry.change, ('after' in entry ? entry.after : entry.before).id]);

/** The same network with other ids. */
function renamed(architecture: Architecture): Architecture {
  const text = JSON.stringify(architecture.root).replace(/"id":"/g, '"id":"other-');
  const parsed = parseArchitecture({ ...architecture, root: JSON.parse(text) as unknown });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

describe('diffArchitectures', () => {
  it('is empty for equal documents, and for no others', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        expect(diffArchitectures(a, a)).toEqual([]);
        expect(diffArchitectures(a, b).length === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 150 },
    );
  });

  it('names exactly the block that an edit was of', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.constantFrom('add', 'remove', 'label'), (a, pick, edit) => {
        const nodes = nodesOf(a.root).slice(1);
        const node = nodes[pick % nodes.length];
        if (node === undefined) return;
        const { id } = node;
        const edited = applyFix(
          a,
          edit === 'add'
            ? { kind: 'insert-after', nodeId: id, nodes: [{ id: 'new-one', kind: 'zeroPad', padding: 7 }] }
            : edit === 'remove'
              ? { kind: 'remove', nodeId: id }
              : { kind: 'set-fields', nodeId: id, fields: { label: 'Another name' } },
        );
        // The only block of a repeat cannot go where the first time changes a field of it.
        if (!edited.ok) return;
        const diff = diffArchitectures(a, edited.value);
        const expected = { add: ['added', 'new-one'], remove: ['removed', id], label: ['changed', id] }[edit];
        expect(brief(diff)).toEqual([expected]);
      }),
      { numRuns: 300 },
    );
  });

  it('tells a move, also of what was changed, and what went into something new', () => {
    const conv = { id: 'a', kind: 'conv' };
    const rest = [
      { id: 'b', kind: 'batchNorm' },
      { id: 'c', kind: 'activation' },
      { id: 'd', kind: 'dropout' },
    ];
    const before = read([conv, ...rest]);
    const moved = diffArchitectures(before, read([...rest, { ...conv, filters: 7 }]));
    expect(moved).toMatchObject([
      { change: 'moved', before: { path: 'root/children/0' }, after: { path: 'root/children/3' } },
      { change: 'changed', kind: 'conv', fields: [{ field: 'filters', before: 32, after: 7 }] },
    ]);
    const wrapped = read([{ id: 'r', kind: 'residual', body: [conv] }, ...rest]);
    expect(brief(diffArchitectures(before, wrapped))).toEqual([
      ['added', 'r'],
      ['moved', 'a'],
    ]);
  });

  it('matches documents whose ids have nothing to do with each other by content', () => {
    for (const { architecture } of presets) {
      const diff = diffArchitectures(architecture, renamed(architecture));
      expect(new Set(diff.map(({ change }) => change))).toEqual(new Set(['renamed']));
      expect(diff.length).toBe(nodesOf(architecture.root).length);
    }
    // Numbered ids that have shifted.
    const list = [16, 32, 64].map((filters) => ({ kind: 'conv', filters }));
    const diff = diffArchitectures(read(list), read([{ kind: 'conv', filters: 8 }, ...list]));
    expect(diff.filter(({ change }) => change !== 'renamed')).toMatchObject([
      { change: 'added', after: { path: 'root/children/0' } },
    ]);
  });

  it('sees branches as a whole', () => {
    const branches = (...lists: readonly object[][]) => read([{ id: 'b', kind: 'branches', branches: lists }]);
    const conv = (id: string) => ({ id, kind: 'conv' });
    const before = branches([conv('x')], [conv('y')]);
    expect(diffArchitectures(before, branches([], [conv('x')], [conv('y')]))).toMatchObject([
      { change: 'added', item: 'branch', after: { id: 'b', path: 'root/children/0/branches/0' } },
    ]);
    expect(diffArchitectures(before, branches([conv('y')], [conv('x')]))).toMatchObject([
      { change: 'moved', item: 'branch' },
    ]);
  });

  it('tells the name, and what became of own blocks', () => {
    const make = (name: string, filters: number): Architecture => {
      const parsed = parseArchitecture({
        format: 'blockyard.architecture',
        version: 1,
        name,
        definitions: [{ id: 'mine', name: 'Mine', body: [{ id: 'c', kind: 'conv', filters }] }],
        root: { id: 'root', kind: 'sequence', children: [{ id: 'c', kind: 'custom', definition: 'mine' }] },
      });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      return parsed.value;
    };
    expect(diffArchitectures(make('One', 8), make('Two', 9))).toMatchObject([
      { change: 'changed', item: 'network', fields: [{ field: 'name', before: 'One', after: 'Two' }] },
      { change: 'changed', item: 'block', after: { id: 'c', path: 'definitions/0/body/0' } },
    ]);
  });

  it('ends soon for 9,000 blocks that have nothing in common', () => {
    const list = (kind: string, from: number) =>
      Array.from({ length: 9000 }, (_, index) => ({ kind, rate: ((index + from) % 97) / 100 }));
    const diff = diffArchitectures(read(list('dropout', 0)), read(list('spatialDropout', 3).reverse()));
    expect(diff.length).toBe(18_000);
  });
});

describe('commonSubsequence', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });

  it('is as long as can be, and in order', () => {
    const longest = (a: readonly number[], b: readonly number[]): number => {
      const [first, ...rest] = a;
      if (first === undefined) return 0;
      const at = b.indexOf(first);
      return Math.max(longest(rest, b), at < 0 ? 0 : 1 + longest(rest, b.slice(at + 1)));
    };
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const pairs = commonSubsequence(a, b);
        expect(pairs.length).toBe(longest(a, b));
        for (const [index, [i, j]] of pairs.entries()) {
          expect(a[i]).toBe(b[j]);
          const next = pairs[index + 1];
          if (next !== undefined) expect(next[0] > i && next[1] > j).toBe(true);
        }
      }),
    );
  });
});

it('a preset against another tells what they share', () => {
  const [one, other] = [findPreset('resnet20'), findPreset('plain20')];
  if (one === undefined || other === undefined) throw new Error('There is no such preset.');
  const stages = diffArchitectures(one.architecture, other.architecture).filter(({ kind }) => kind === 'stage');
  expect(stages).toMatchObject(
    ['stage1', 'stage2', 'stage3'].map((id) => ({
      change: 'changed',
      after: { id },
      fields: [{ field: 'shortcut', before: 'pad', after: 'none' }],
    })),
  );
});

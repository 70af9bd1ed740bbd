import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture } from '../architecture.ts';
import { arbitraryArchitecture } from '../arbitrary.test-support.ts';
import { childLists } from '../blocks/registry.ts';
import { inferArchitecture } from '../infer.ts';
import { findPreset } from '../presets.ts';
import { duplicateNodes, gapBehind, insertNodes, moveNodes, removeNodes, selectableIds } from './arrange.ts';
import { explodeNode, setFields, setLabel } from './change.ts';
import { copyNodes, pasteNodes } from './clipboard.ts';
import { recordEdit, redoEdit, startHistory, undoEdit } from './history.ts';
import { nodesOf } from '../tree.ts';
import { type Edit, type Edited, type Gap, locate } from './tree.ts';
import { addBranch, moveBranch, removeBranch, unwrapNode, wrapNodes } from './wrap.ts';

function read(children: readonly unknown[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: { id: 'r', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function done(edited: Edited): Edit {
  if (!edited.ok) throw new Error(JSON.stringify(edited.error));
  return edited.value;
}

function codeOf(edited: Edited): string | undefined {
  return edited.ok ? undefined : edited.error[0]?.code;
}

/** The tree as ids: `a b(c d) e(|f)`, lists of branches told apart by bars. */
function outline({ root }: Pick<Architecture, 'root'>): string {
  const text = (node: (typeof root.children)[number]): string => {
    const lists = childLists(node);
    return lists.length === 0 ? node.id : `${node.id}(${lists.map((list) => list.map(text).join(' ')).join('|')})`;
  };
  return root.children.map(text).join(' ');
}

const sample = read([
  { id: 'a', kind: 'conv' },
  {
    id: 'b',
    kind: 'residual',
    body: [
      { id: 'c', kind: 'conv' },
      { id: 'd', kind: 'batchNorm' },
    ],
  },
  { id: 'e', kind: 'branches', branches: [[], [{ id: 'f', kind: 'conv' }]] },
  { id: 'g', kind: 'dense' },
]);
const end: Gap = { parent: 'r', list: 0, index: 4 };

describe('arranging blocks', () => {
  it('inserts into the root, a body and a branch, and selects what is new', () => {
    const made = done(insertNodes(sample, { parent: 'e', list: 0, index: 0 }, [{ kind: 'conv', filters: 8 }]));
    expect(outline(made.architecture)).toBe('a b(c d) e(conv1|f) g');
    expect(made.selection).toEqual(['conv1']);
  });

  it('moves blocks within a list, between containers, and keeps their order and ids', () => {
    const moves: readonly [readonly string[], Gap, string][] = [
      [['a'], end, 'b(c d) e(|f) g a'],
      [['g', 'a'], { parent: 'r', list: 0, index: 2 }, 'b(c d) a g e(|f)'],
      [['c', 'g'], { parent: 'e', list: 0, index: 0 }, 'a b(d) e(c g|f)'],
      [['b', 'c'], end, 'a e(|f) g b(c d)'],
      [['a'], { parent: 'r', list: 0, index: 1 }, 'a b(c d) e(|f) g'],
    ];
    for (const [ids, gap, expected] of moves)
      expect(outline(done(moveNodes(sample, ids, gap)).architecture)).toBe(expected);
  });

  it('refuses a move of a block into itself, of the root, and to a place that is not there', () => {
    expect(codeOf(moveNodes(sample, ['b'], { parent: 'b', list: 0, index: 0 }))).toBe('move-into-itself');
    expect(codeOf(moveNodes(sample, ['r'], end))).toBe('root-stays');
    expect(codeOf(moveNodes(sample, ['a'], { parent: 'b', list: 1, index: 0 }))).toBe('no-gap');
    expect(codeOf(insertNodes(sample, { ...end, index: 5 }, [{ kind: 'conv' }]))).toBe('no-gap');
    expect(codeOf(insertNodes(sample, end, [{ kind: 'conv', filters: -1 }]))).toBe('invalid-field');
  });

  it('removes, and selects what a person would go on with', () => {
    const removals: readonly [readonly string[], string, readonly string[]][] = [
      [['a'], 'b(c d) e(|f) g', ['b']],
      [['g'], 'a b(c d) e(|f)', ['e']],
      [['c', 'd'], 'a b() e(|f) g', ['b']],
      [['a', 'b', 'c', 'e', 'g'], '', []],
    ];
    for (const [ids, expected, selection] of removals) {
      const edit = done(removeNodes(sample, ids));
      expect([outline(edit.architecture), edit.selection]).toEqual([expected, selection]);
    }
    expect(codeOf(removeNodes(sample, ['r']))).toBe('root-stays');
    expect(codeOf(removeNodes(sample, ['nobody']))).toBe('unknown-node');
  });

  it('duplicates behind the last, with ids of their own', () => {
    expect(outline(done(duplicateNodes(sample, ['a', 'b'])).architecture)).toBe(
      'a b(c d) conv1 residual1(conv2 batchNorm1) e(|f) g',
    );
  });

  it('finds the gap behind a block', () => {
    expect(gapBehind(sample, 'c')).toEqual({ parent: 'b', list: 0, index: 1 });
    expect(gapBehind(sample, 'r')).toEqual(end);
  });
});

describe('wrapping', () => {
  it('wraps what follows each other, and takes the container away again', () => {
    const wrapped = done(wrapNodes(sample, ['a', 'b'], 'repeat'));
    expect(outline(wrapped.architecture)).toBe('repeat1(a b(c d)) e(|f) g');
    const unwrapped = done(unwrapNode(wrapped.architecture, 'repeat1'));
    expect(unwrapped).toEqual({ architecture: sample, selection: ['a', 'b'] });
    expect(outline(done(wrapNodes(sample, ['c'], 'branches')).architecture)).toBe('a b(branches1(c|) d) e(|f) g');
  });

  it('refuses blocks that do not follow each other, and what holds no others', () => {
    expect(codeOf(wrapNodes(sample, ['a', 'e'], 'residual'))).toBe('not-consecutive');
    expect(codeOf(wrapNodes(sample, ['a', 'c'], 'residual'))).toBe('not-consecutive');
    expect(codeOf(unwrapNode(sample, 'a'))).toBe('not-a-container');
    expect(codeOf(unwrapNode(sample, 'r'))).toBe('root-stays');
  });

  it('adds, moves and removes branches', () => {
    const added = done(addBranch(sample, 'e', 2)).architecture;
    expect(outline(added)).toBe('a b(c d) e(|f|) g');
    expect(outline(done(moveBranch(added, 'e', 1, 0)).architecture)).toBe('a b(c d) e(f||) g');
    expect(outline(done(removeBranch(added, 'e', 0)).architecture)).toBe('a b(c d) e(f|) g');
    expect(codeOf(addBranch(sample, 'b', 0))).toBe('not-a-container');
  });
});

describe('changing fields', () => {
  it('changes every chosen block that has the field, and refuses a wrong value', () => {
    const edit = done(setFields(sample, ['a', 'c', 'd'], { filters: 7 }));
    expect(['a', 'c'].map((id) => locate(edit.architecture.root, id)?.node)).toMatchObject([
      { filters: 7 },
      { filters: 7 },
    ]);
    expect(codeOf(setFields(sample, ['a'], { filters: 0.5 }))).toBe('invalid-field');
    expect(codeOf(setFields(sample, ['nobody'], { filters: 1 }))).toBe('unknown-node');
  });

  it('names a block and takes the name away', () => {
    const named = done(setLabel(sample, 'a', ' Stem ')).architecture;
    expect(locate(named.root, 'a')?.node.label).toBe('Stem');
    expect(done(setLabel(named, 'a', ' ')).architecture).toEqual(sample);
  });

  it('explodes and keeps the selection', () => {
    const inception = read([{ id: 'i', kind: 'inception' }]);
    expect(done(explodeNode(inception, 'i')).selection).toEqual(['i']);
    expect(codeOf(explodeNode(sample, 'a'))).toBe('not-expandable');
  });
});

describe('clipboard', () => {
  it('pastes what was copied, with new ids', () => {
    const edit = done(pasteNodes(sample, end, copyNodes(sample, ['b'])));
    expect(outline(edit.architecture)).toBe('a b(c d) e(|f) g residual1(conv1 batchNorm1)');
  });

  it('pastes a block, a list of blocks and an architecture', () => {
    for (const json of [{ kind: 'conv' }, [{ kind: 'conv' }], read([{ kind: 'conv' }])])
      expect(outline(done(pasteNodes(sample, end, JSON.stringify(json))).architecture)).toBe('a b(c d) e(|f) g conv1');
  });

  it('says what is wrong with a text', () => {
    expect(codeOf(pasteNodes(sample, end, 'conv'))).toBe('not-json');
    expect(codeOf(pasteNodes(sample, end, '7'))).toBe('not-an-object');
    expect(codeOf(pasteNodes(sample, end, '{"kind":"konv"}'))).toBe('unknown-kind');
  });
});

/** Any edit that a person could make, right or wrong; `pick` chooses what it is made on. */
const arbitraryEdit = fc
  .tuple(fc.nat(), fc.nat(), fc.nat(3), fc.integer({ min: 0, max: 9 }))
  .map(([pick, second, index, which]) => (architecture: Architecture): Edited => {
    const ids = selectableIds(architecture);
    const id = ids[pick % Math.max(1, ids.length)] ?? 'nobody';
    const parents = nodesOf(architecture.root).filter((node) => childLists(node).length > 0);
    const gap: Gap = { parent: parents[second % parents.length]?.id ?? '', list: 0, index };
    const edits = [
      () => insertNodes(architecture, gap, [{ kind: 'inception' }]),
      () => moveNodes(architecture, [id], gap),
      () => removeNodes(architecture, [id]),
      () => duplicateNodes(architecture, [id, ids[second % Math.max(1, ids.length)] ?? 'nobody']),
      () => setFields(architecture, [id], { filters: 3, rate: 0.5 }),
      () => setLabel(architecture, id, `Block ${String(index)}`),
      () => wrapNodes(architecture, [id], (['sequence', 'residual', 'branches', 'repeat'] as const)[index] ?? 'repeat'),
      () => unwrapNode(architecture, id),
      () => explodeNode(architecture, id),
      () => pasteNodes(architecture, gap, copyNodes(architecture, [id])),
    ];
    return edits[which]?.() ?? { ok: false, error: [] };
  });

describe('edits of any architecture', () => {
  it('never throw, and give a document that reads back as itself with its selection in it', () => {
    fc.assert(
      fc.property(arbitraryArchitecture, fc.array(arbitraryEdit, { maxLength: 6 }), (start, edits) => {
        let architecture = start;
        for (const edit of edits) {
          const edited = edit(architecture);
          if (!edited.ok) continue;
          architecture = edited.value.architecture;
          expect(parseArchitecture(JSON.parse(JSON.stringify(architecture)))).toEqual({
            ok: true,
            value: architecture,
          });
          const ids = new Set(nodesOf(architecture.root).map(({ id }) => id));
          expect(edited.value.selection.every((id) => ids.has(id))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are inferred as the same document read anew is', () => {
    const target = { input: [16, 16, 3], classes: 4 } as const;
    fc.assert(
      fc.property(arbitraryArchitecture, fc.array(arbitraryEdit, { maxLength: 4 }), (start, edits) => {
        let architecture = start;
        for (const edit of edits) {
          // What is remembered of the blocks must not be told of those that the edit changes.
          inferArchitecture(architecture, target);
          const edited = edit(architecture);
          if (edited.ok) ({ architecture } = edited.value);
        }
        const anew = parseArchitecture(JSON.parse(JSON.stringify(architecture)));
        expect(anew.ok && inferArchitecture(anew.value, target)).toEqual(inferArchitecture(architecture, target));
      }),
      { numRuns: 50 },
    );
  });

  it('leave layers that they do not touch the very objects that they were', () => {
    const { architecture } = done(setFields(sample, ['a'], { filters: 7 }));
    const find = (id: string, { root }: Architecture) => nodesOf(root).find((node) => node.id === id);
    expect(find('c', architecture)).toBe(find('c', sample));
    expect(find('a', architecture)).toMatchObject({ filters: 7 });
    expect(find('a', sample)).not.toMatchObject({ filters: 7 });
  });

  it('undone one after the other give the document they began with, and redone the one they ended with', () => {
    fc.assert(
      fc.property(arbitraryArchitecture, fc.array(arbitraryEdit, { maxLength: 8 }), (start, edits) => {
        const begin = startHistory({ architecture: start, selection: [] });
        const made = edits.reduce((history, edit, time) => {
          const edited = edit(history.present.architecture);
          return edited.ok ? recordEdit(history, edited.value, 10_000 * time) : history;
        }, begin);
        const undone = edits.reduce(undoEdit, made);
        expect(undone.present).toEqual(begin.present);
        expect(undoEdit(undone)).toBe(undone);
        expect(edits.reduce(redoEdit, undone).present).toEqual(made.present);
      }),
    );
  });
});

describe('history', () => {
  const step = (name: string): Edit => ({ architecture: { ...sample, name }, selection: [] });

  it('makes one step of what is typed into a field without a pause', () => {
    let history = startHistory(step('0'));
    history = recordEdit(history, step('1'), 0, 'a/filters');
    history = recordEdit(history, step('12'), 900, 'a/filters');
    history = recordEdit(history, step('128'), 2500, 'a/filters');
    history = recordEdit(history, step('x'), 2600, 'a/kernelSize');
    const names = [0, 1, 2, 3].map(
      (count) => Array.from({ length: count }).reduce<typeof history>(undoEdit, history).present.architecture.name,
    );
    expect(names).toEqual(['x', '128', '12', '0']);
  });

  it('forgets what was undone once something else is done, and does not go on with a series after an undo', () => {
    let history = recordEdit(startHistory(step('0')), step('1'), 0, 'f');
    history = recordEdit(undoEdit(history), step('2'), 1, 'f');
    expect(redoEdit(history)).toBe(history);
    expect(undoEdit(history).present).toEqual(step('0'));
  });

  it('keeps ten thousand steps of a preset and undoes them all', () => {
    const architecture = findPreset('resnet20')?.architecture ?? sample;
    let history = startHistory({ architecture, selection: [] });
    for (let time = 0; time < 10_000; time += 1) history = recordEdit(history, step(String(time)), 0);
    for (let time = 0; time < 10_000; time += 1) history = undoEdit(history);
    expect(history.present.architecture).toBe(architecture);
  });
});

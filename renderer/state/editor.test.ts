import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  type ModelProblem,
  findPreset,
  gapBehind,
  insertNodes,
  pasteNodes,
  removeNodes,
  setFields,
} from '../../core/model/index.ts';
import { refusedTexts } from '../../core/model/hostile-texts.test-support.ts';
import { Editor } from './editor.svelte.ts';
import { emptyArchitecture } from './empty-architecture.ts';

const lenet = findPreset('lenet5')?.architecture ?? emptyArchitecture('');
const mnist = {
  name: 'mnist',
  title: 'MNIST',
  shape: [28, 28, 1] as [number, number, number],
  classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  trainSize: 60_000,
  testSize: 10_000,
};

function editing(architecture: Architecture): Editor {
  const editor = new Editor({ architecture: emptyArchitecture(''), dataset: mnist });
  editor.open(architecture);
  return editor;
}

describe('editor', () => {
  it('shows the network of the experiment until something is opened or edited', () => {
    const editor = new Editor({ architecture: lenet, dataset: mnist });
    expect(editor.architecture).toBe(lenet);
    expect(editor.inference?.totals.params.total).toBe(44_426);
    expect(editor.canUndo).toBe(false);
    expect(editor.perform((network) => removeNodes(network, ['pool1']))).toBe(true);
    editor.undo();
    expect(editor.architecture).toBe(lenet);
  });

  it('selects what an edit made, and goes back and forth', () => {
    const editor = editing(lenet);
    editor.perform((network) =>
      insertNodes(network, { parent: network.root.id, list: 0, index: 0 }, [{ kind: 'zeroPad' }]),
    );
    expect(editor.selection).toEqual(['zeroPad1']);
    expect([editor.canUndo, editor.canRedo]).toEqual([true, false]);
    editor.undo();
    expect(editor.architecture).toBe(lenet);
    expect(editor.selection).toEqual([]);
    expect([editor.canUndo, editor.canRedo]).toEqual([false, true]);
    editor.redo();
    expect(editor.architecture.root.children[0]?.id).toBe('zeroPad1');
  });

  it('undoes what is typed into one field at once', () => {
    const editor = editing(lenet);
    for (const filters of [1, 12, 128])
      editor.perform((network) => setFields(network, ['conv1'], { filters }), 'conv1/filters');
    editor.undo();
    expect(editor.architecture).toBe(lenet);
  });

  it('tells what is wrong with an edit, and keeps the network', () => {
    const editor = editing(lenet);
    const refused: ModelProblem[] = [];
    editor.onRefused = (problem) => refused.push(problem);
    expect(editor.perform((network) => setFields(network, ['conv1'], { filters: -1 }))).toBe(false);
    expect(refused.map(({ code }) => code)).toEqual(['invalid-field']);
    expect(editor.architecture).toBe(lenet);
    expect(editor.canUndo).toBe(false);
  });

  it('infers for a size of the person’s own', () => {
    const editor = editing(lenet);
    editor.ownTarget = { input: [32, 32, 3], classes: 10 };
    expect(editor.inference?.totals.params.total).toBe(62_006);
    editor.ownTarget = undefined;
    expect(editor.inference?.totals.params.total).toBe(44_426);
  });

  it('stays as it was where a hostile text is pasted, and tells the first problem', () => {
    const editor = editing(lenet);
    editor.select(['pool1']);
    const told: string[] = [];
    editor.onRefused = ({ code, path }) => told.push(`${code} ${path}`);
    const gap = gapBehind(lenet, 'pool1');
    for (const [name, make] of refusedTexts)
      expect(
        editor.perform((network) => pasteNodes(network, gap, make())),
        name,
      ).toBe(false);
    expect(told).toEqual(refusedTexts.map(([, , code, path]) => `${code} ${path}`));
    expect([editor.architecture === lenet, editor.selection, editor.canUndo]).toEqual([true, ['pool1'], false]);
  });

  it('selects only blocks that are there', () => {
    const editor = editing(lenet);
    editor.select(['pool1', 'nobody', 'conv1']);
    expect(editor.selection).toEqual(['pool1', 'conv1']);
  });

  it('keeps its name through undo and redo, and tells what happens to it', () => {
    const editor = editing(lenet);
    const told: string[] = [];
    editor.onOpened = () => told.push('opened');
    editor.onEdited = () => told.push(editor.architecture.name);
    editor.perform((network) => removeNodes(network, ['pool1']));
    editor.rename('Mine');
    editor.rename('Mine');
    editor.undo();
    expect(editor.architecture).toEqual({ ...lenet, name: 'Mine' });
    editor.undo();
    editor.redo();
    expect(editor.architecture.name).toBe('Mine');
    expect(told).toEqual(['LeNet-5', 'Mine', 'Mine', 'Mine']);
    editor.open(lenet);
    expect(editor.architecture).toBe(lenet);
    expect(told.at(-1)).toBe('opened');
  });
});

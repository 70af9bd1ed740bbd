import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  findPreset,
  parseArchitecture,
  parseArchitectureText,
  removeNodes,
  serializeArchitecture,
  type Architecture,
} from '../../core/model/index.ts';
import { refusedTexts } from '../../core/model/hostile-texts.test-support.ts';
import type { ArchitectureSummary, StoredArchitecture } from '../../core/protocol/architectures.ts';
import type { NoticeName, RequestName, Transport } from '../../core/protocol/channels.ts';
import { createApi } from '../api/client.ts';
import { Editor } from './editor.svelte.ts';
import { emptyArchitecture } from './empty-architecture.ts';
import { NetworkLibrary } from './network-library.svelte.ts';

const lenet = findPreset('lenet5')?.architecture as Architecture;

interface Input {
  readonly id: string;
  readonly document?: unknown;
}

/** The program's side, as simple as it can be: the latest document of every network. */
class TestProgram implements Transport {
  readonly pathOf = () => '';
  readonly stored = new Map<string, StoredArchitecture>();
  readonly asked: RequestName[] = [];
  #time = 1;
  #listeners = new Set<(payload: unknown) => void>();

  request(name: RequestName, input?: unknown): ReturnType<Transport['request']> {
    this.asked.push(name);
    return Promise.resolve({ ok: true, value: this.#answer(name, (input ?? { id: '' }) as Input) });
  }

  subscribe(name: NoticeName, listener: (payload: unknown) => void): () => void {
    if (name === 'architectures.changed') this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(payload: { id: string; summary?: ArchitectureSummary }): void {
    for (const listener of this.#listeners) listener(payload);
  }

  /** The document of a network, parsed. */
  architecture(id: string | undefined): Architecture | undefined {
    const parsed = parseArchitectureText(this.stored.get(id ?? '')?.document ?? '');
    return parsed.ok ? parsed.value : undefined;
  }

  enter(id: string, document: string, times: Partial<ArchitectureSummary> = {}): void {
    this.stored.set(id, { summary: { id, name: id, createdAt: 0, updatedAt: 0, ...times }, document });
  }

  #answer(name: RequestName, { id, document }: Input): unknown {
    const now = (this.#time += 1);
    const known = this.stored.get(id);
    const change = (changes: Partial<ArchitectureSummary>): ArchitectureSummary | undefined => {
      if (known !== undefined) this.stored.set(id, { ...known, summary: { ...known.summary, ...changes } });
      return this.stored.get(id)?.summary;
    };
    const answers: Partial<Record<RequestName, () => unknown>> = {
      'architectures.list': () => [...this.stored.values()].map(({ summary }) => summary),
      'architectures.open': () => {
        change({ openedAt: now });
        return this.stored.get(id);
      },
      'architectures.get': () => known,
      'architectures.save': () => {
        const parsed = parseArchitecture(document);
        if (!parsed.ok) throw new Error('not an architecture');
        const { name: title } = parsed.value;
        const summary = { id, createdAt: now, ...known?.summary, name: title, updatedAt: now, openedAt: now };
        this.stored.set(id, { summary, document: serializeArchitecture(parsed.value) });
        return summary;
      },
      'architectures.remove': () => change({ deletedAt: now }),
      'architectures.recover': () => change({ deletedAt: undefined }),
      'architectures.match': () =>
        [...this.stored.keys()].find(
          (key) => JSON.stringify(this.architecture(key)?.root) === JSON.stringify((document as Architecture).root),
        ),
    };
    return answers[name]?.();
  }
}

function start(program = new TestProgram()) {
  const editor = new Editor({ architecture: lenet, dataset: undefined });
  const library = new NetworkLibrary(createApi(program), editor, {
    untitled: () => 'Untitled',
    copyOf: (name) => `${name} copy`,
  });
  return { program, editor, library };
}

const edit = (editor: Editor): boolean => editor.perform((network) => removeNodes(network, ['pool1']));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the library of networks', () => {
  it('makes a ready network one of the person’s own at the first edit, once, and leaves the ready one alone', async () => {
    const { program, editor, library } = start();
    await library.load();
    expect(library.current).toBeUndefined();
    edit(editor);
    expect(editor.architecture.name).toBe('LeNet-5 copy');
    await library.flush();
    editor.perform((network) => removeNodes(network, ['pool2']));
    await library.flush();
    expect(program.architecture(library.current)).toEqual(editor.architecture);
    expect(program.stored.size).toBe(1);
    expect(library.own.map(({ name }) => name)).toEqual(['LeNet-5 copy']);
    editor.undo();
    editor.undo();
    await library.flush();
    expect(program.architecture(library.current)).toEqual({ ...lenet, name: 'LeNet-5 copy' });
    expect(findPreset('lenet5')?.architecture).toBe(lenet);
  });

  it('opens what was open last, however lately another was edited', async () => {
    const program = new TestProgram();
    program.enter('a', serializeArchitecture({ ...lenet, name: 'a' }), { updatedAt: 9 });
    program.enter('b', serializeArchitecture({ ...lenet, name: 'b' }), { openedAt: 5 });
    program.enter('c', serializeArchitecture({ ...lenet, name: 'c' }), { openedAt: 6, deletedAt: 7 });
    const { editor, library } = start(program);
    await library.load();
    expect([library.current, editor.architecture.name]).toEqual(['b', 'b']);
  });

  it('does not take what a person has begun to edit from them when it has loaded', async () => {
    const program = new TestProgram();
    program.enter('a', serializeArchitecture({ ...lenet, name: 'a' }), { openedAt: 6 });
    const { editor, library } = start(program);
    const loading = library.load();
    edit(editor);
    const edited = editor.architecture;
    await loading;
    expect(editor.architecture).toBe(edited);
    expect(library.current).not.toBe('a');
  });

  it('saves each network under its own id when another is opened, by whomever', async () => {
    const { program, editor, library } = start();
    edit(editor);
    const first = library.current;
    const kept = editor.architecture;
    editor.open(lenet);
    expect(library.current).toBeUndefined();
    edit(editor);
    expect(library.current).not.toBe(first);
    expect(editor.architecture.name).toBe('LeNet-5 copy');
    await library.flush();
    expect(program.architecture(first)).toEqual(kept);
    expect(program.stored.size).toBe(2);
  });

  it('shows what is not saved yet when it is opened again', async () => {
    const { program, editor, library } = start();
    edit(editor);
    await library.flush();
    const id = String(library.current);
    const save = vi.spyOn(program, 'request').mockImplementation((name) => {
      if (name === 'architectures.save') return Promise.reject(new Error('no room'));
      return Promise.resolve({ ok: true, value: program.stored.get(id) });
    });
    editor.perform((network) => removeNodes(network, ['pool2']));
    const unsaved = editor.architecture;
    editor.open(lenet);
    await library.open(id);
    expect(library.autosave.problem?.code).toBe('internal');
    expect(editor.architecture).toEqual(unsaved);
    save.mockRestore();
    await vi.advanceTimersByTimeAsync(6000);
    expect(library.autosave.problem).toBeUndefined();
    expect(program.architecture(id)).toEqual(unsaved);
  });

  it('opens the network of a run as the one of equal content, or as a new one', async () => {
    const { program, editor, library } = start();
    program.enter('a', serializeArchitecture({ ...lenet, name: 'a' }));
    await library.load();
    await library.openArchitecture(lenet);
    expect([library.current, editor.architecture.name]).toEqual(['a', 'a']);
    const asked = program.asked.length;
    await library.openArchitecture(lenet);
    expect(program.asked).toHaveLength(asked);
    await library.openArchitecture(emptyArchitecture('other'));
    expect(library.current).toBeUndefined();
    edit(editor);
    expect(editor.architecture.name).toBe('other');
  });

  it('renames the one in the editor and the others', async () => {
    const { program, editor, library } = start();
    edit(editor);
    const id = String(library.current);
    await library.rename(id, '  ');
    expect(editor.architecture.name).toBe('LeNet-5 copy');
    await library.rename(id, ' 网络 ');
    await library.flush();
    expect([editor.architecture.name, program.architecture(id)?.name]).toEqual(['网络', '网络']);
    editor.undo();
    expect(editor.architecture.name).toBe('网络');
  });

  it('deletes the one in the editor, shows the one before it, and brings it back', async () => {
    const { editor, library } = start();
    await library.add({ ...lenet, name: 'first' });
    await library.add(emptyArchitecture('second'));
    const second = String(library.current);
    await library.remove(second);
    expect(editor.architecture.name).toBe('first');
    expect(library.deleted.map(({ id }) => id)).toEqual([second]);
    await library.recover(second);
    await library.open(second);
    expect(editor.architecture.name).toBe('second');
    for (const { id } of library.own) await library.remove(id);
    expect([library.current, editor.architecture.name]).toEqual([undefined, 'ResNet-20']);
  });

  it('enters a file under a free name, and refuses a wrong one with the path', async () => {
    const { editor, library } = start();
    const text = serializeArchitecture({ ...lenet, name: 'From a file' });
    expect(await library.importText(text)).toEqual({ ok: true, value: 'From a file' });
    expect(await library.importText(text)).toEqual({ ok: true, value: 'From a file copy' });
    expect(await library.importText(text)).toEqual({ ok: true, value: 'From a file copy 2' });
    const open = editor.architecture;
    const wrong = await library.importText(text.replace('"filters": 6', '"filters": -6'));
    expect(wrong).toMatchObject({ ok: false, error: [{ code: 'invalid-field', path: 'root/children/0/filters' }] });
    expect(editor.architecture).toBe(open);
    expect(library.own).toHaveLength(3);
  });

  it.each(refusedTexts)('lets a file that holds %s change nothing', async (_, make, code, path) => {
    const { program, editor, library } = start();
    const open = editor.architecture;
    const imported = await library.importText(make());
    expect(imported.ok ? undefined : [imported.error[0]?.code, imported.error[0]?.path]).toEqual([code, path]);
    expect([editor.architecture === open, library.current, program.asked]).toEqual([true, undefined, []]);
  });

  it('follows what other windows do', () => {
    const { program, library } = start();
    const summary = { id: 'a', name: 'a', createdAt: 1, updatedAt: 1 };
    program.tell({ id: 'a', summary });
    expect(library.list).toEqual([summary]);
    program.tell({ id: 'a' });
    expect(library.list).toEqual([]);
  });
});

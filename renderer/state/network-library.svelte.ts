import {
  parseArchitecture,
  parseArchitectureText,
  presets,
  serializeArchitecture,
  uniqueName,
  type Architecture,
  type ModelProblem,
  type Result,
} from '../../core/model/index.ts';
import { architectureProblem } from '../../core/protocol/architecture-problem.ts';
import type { ArchitectureSummary, ArchitectureVersion } from '../../core/protocol/architectures.ts';
import { readyExperiment } from '../../core/protocol/ready-experiment.ts';
import type { Api } from '../api/client.ts';
import { Autosave } from './autosave.svelte.ts';
import type { Editor } from './editor.svelte.ts';

/** A version of a network that the editor shows instead of the network itself. */
export interface ShownVersion {
  readonly network: string;
  readonly version: ArchitectureVersion;
}

interface Shown {
  readonly id?: string;
  readonly version?: ShownVersion;
}

/** Words for names that the library makes, in the person's language. */
export interface NameWords {
  readonly untitled: () => string;
  readonly copyOf: (name: string) => string;
}

/**
 * The person's networks: which there are, and that every edit of the one in the editor is saved. A ready network, a version or the network of a run is
 * shown without being in the library; the first edit makes it one of the person's own.
 */
export class NetworkLibrary {
  /** Last edited first, deleted ones too. */
  list = $state.raw<readonly ArchitectureSummary[]>([]);
  readonly own = $derived(this.list.filter(({ deletedAt }) => deletedAt === undefined));
  readonly deleted = $derived(this.list.filter(({ deletedAt }) => deletedAt !== undefined));
  readonly autosave: Autosave;
  #shown = $state.raw<Shown>({});
  #opening: Shown = {};
  readonly #api: Api;
  readonly #editor: Editor;
  readonly #words: NameWords;

  constructor(api: Api, editor: Editor, words: NameWords) {
    this.#api = api;
    this.#editor = editor;
    this.#words = words;
    this.autosave = new Autosave(async (id, architecture) => {
      const opened = this.current === id;
      this.#take(await api.request('architectures.save', { id, document: architecture, opened }));
    });
    editor.onOpened = () => {
      this.#shown = this.#opening;
      this.#opening = {};
    };
    editor.onEdited = () => this.#edited();
    api.subscribe('architectures.changed', ({ id, summary }) => {
      if (summary === undefined) this.list = this.list.filter((known) => known.id !== id);
      else this.#take(summary);
    });
  }

  /** Id of the network in the editor, if it is one of the library. */
  get current(): string | undefined {
    return this.#shown.id;
  }

  /** The version in the editor, if it shows one. */
  get version(): ShownVersion | undefined {
    return this.#shown.version;
  }

  find(id: string): ArchitectureSummary | undefined {
    return this.list.find((summary) => summary.id === id);
  }

  /** Reads the list, and opens what was open last unless something is open by now. */
  async load(): Promise<void> {
    this.list = sorted(await this.#api.request('architectures.list'));
    const last = lastOpened(this.own);
    if (last !== undefined && this.current === undefined && !this.#editor.opened) await this.open(last.id);
  }

  /** Saves what is not saved yet. Never rejects; see `autosave.problem`. */
  async flush(): Promise<void> {
    await this.autosave.flush();
  }

  /** Opens a network of the library for editing. @throws BlockyardError unknown-network, invalid-architecture */
  async open(id: string): Promise<void> {
    if (this.current === id) return;
    await this.flush();
    const { summary, document } = await this.#api.request('architectures.open', { id });
    this.#take(summary);
    this.#show(this.autosave.pending(id) ?? readDocument(summary.name, document), { id });
  }

  /** Shows a network that may or may not be in the library: as the one of the library where there is one of the same content. */
  async openArchitecture(architecture: Architecture): Promise<void> {
    if (this.current !== undefined && sameContent(architecture, this.#editor.architecture)) return;
    await this.flush();
    const id = await this.#api.request('architectures.match', { document: architecture });
    if (id === undefined) this.#show(architecture, {});
    else await this.open(id);
  }

  /** Enters a network under a name that no other has, and opens it. Returns its name. */
  async add(architecture: Architecture): Promise<string> {
    const name = this.freeName(architecture.name);
    const id = await this.#enter({ ...architecture, name }, true);
    await this.open(id);
    return name;
  }

  /** A file's text, as a network of the library. */
  async importText(text: string): Promise<Result<string, readonly ModelProblem[]>> {
    const parsed = parseArchitectureText(text);
    return parsed.ok ? { ok: true, value: await this.add(parsed.value) } : parsed;
  }

  /** @throws BlockyardError unknown-network, invalid-architecture */
  async duplicate(id: string): Promise<string> {
    const architecture = await this.read(id);
    return this.#enter({ ...architecture, name: this.freeName(architecture.name) }, false);
  }

  /** An empty name changes nothing. @throws BlockyardError unknown-network, invalid-architecture */
  async rename(id: string, name: string): Promise<void> {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed === this.find(id)?.name) return;
    if (id === this.current) this.#editor.rename(trimmed);
    else this.#take(await this.#api.request('architectures.rename', { id, name: trimmed }));
  }

  /** Deletes a network. Where it was in the editor, the one opened before it takes its place. */
  async remove(id: string): Promise<void> {
    await this.flush();
    this.#take(await this.#api.request('architectures.remove', { id }));
    if (this.current !== id) return;
    this.#show(presetArchitecture(), {});
    const before = lastOpened(this.own);
    // One that cannot be read is no place to end up in.
    if (before !== undefined) await this.open(before.id).catch(() => undefined);
  }

  async recover(id: string): Promise<void> {
    this.#take(await this.#api.request('architectures.recover', { id }));
  }

  /** For good. */
  async erase(id: string): Promise<void> {
    await this.#api.request('architectures.erase', { id });
  }

  /** The network as it is now. @throws BlockyardError unknown-network, invalid-architecture */
  async read(id: string): Promise<Architecture> {
    if (id === this.current) return this.#editor.architecture;
    const { summary, document } = await this.#api.request('architectures.get', { id });
    return readDocument(summary.name, document);
  }

  /** Asks the person where to, and writes the document there, readable or not. Returns the path, or null where they changed their mind. */
  async exportNetwork(id: string): Promise<string | null> {
    await this.flush();
    const { summary, document } = await this.#api.request('architectures.get', { id });
    return this.#saveFile(summary.name, this.autosave.pending(id) ?? document);
  }

  /** As `exportNetwork`, of what the editor shows, in the library or not. */
  async exportShown(): Promise<string | null> {
    return this.#saveFile(this.#editor.architecture.name, this.#editor.architecture);
  }

  async versions(id: string): Promise<readonly ArchitectureVersion[]> {
    return this.#api.request('architectures.versions', { id });
  }

  /** @throws BlockyardError unknown-version, invalid-architecture */
  async readVersion(id: string, version: number): Promise<Architecture> {
    const document = await this.#api.request('architectures.version', { id, version });
    return readDocument(this.find(id)?.name ?? '', document);
  }

  /** Keeps a version of the network as it is now. */
  async keep(id: string): Promise<readonly ArchitectureVersion[]> {
    await this.flush();
    return this.#api.request('architectures.keep', { id, reason: 'asked' });
  }

  /** Shows a version in the editor. */
  async look(id: string, version: ArchitectureVersion): Promise<void> {
    await this.flush();
    const architecture = await this.readVersion(id, version.id);
    this.#show(
      { ...architecture, name: this.find(id)?.name ?? architecture.name },
      { version: { network: id, version } },
    );
  }

  /** Makes a version the network, open in the editor, where it can be undone like an edit. */
  async restore(id: string, version: number): Promise<void> {
    await this.open(id);
    await this.flush();
    const { summary, document } = await this.#api.request('architectures.restore', { id, version });
    this.#take(summary);
    const architecture = readDocument(summary.name, document);
    this.#editor.perform(() => ({ ok: true, value: { architecture, selection: [] } }));
  }

  /** Call before a training is set up with the network in the editor: keeps the exact state that the run will be marked on. */
  async keepForTraining(): Promise<void> {
    const id = this.current;
    if (id === undefined) return;
    await this.flush();
    await this.#api.request('architectures.keep', { id, reason: 'training' });
  }

  /** `name`, or a name like it where one of the library or a ready network has it. */
  freeName(name: string): string {
    const wanted = name.trim() === '' ? this.#words.untitled() : name.trim();
    const taken = [...this.own.map((summary) => summary.name), ...presets.map(({ title }) => title)];
    return uniqueName(wanted, taken) === wanted ? wanted : uniqueName(this.#words.copyOf(wanted), taken);
  }

  #edited(): void {
    if (this.current === undefined) {
      this.#shown = { id: crypto.randomUUID() };
      const { name } = this.#editor.architecture;
      const free = this.freeName(name);
      if (free !== name) {
        // An edit as well, which comes back here.
        this.#editor.rename(free);
        return;
      }
    }
    if (this.current !== undefined) this.autosave.touch(this.current, this.#editor.architecture);
  }

  #show(architecture: Architecture, shown: Shown): void {
    this.#opening = shown;
    this.#editor.open(architecture);
  }

  async #enter(architecture: Architecture, opened: boolean): Promise<string> {
    const id = crypto.randomUUID();
    this.#take(await this.#api.request('architectures.save', { id, document: architecture, opened }));
    return id;
  }

  async #saveFile(suggestedName: string, document: Architecture | string): Promise<string | null> {
    const content = typeof document === 'string' ? document : serializeArchitecture(document);
    return this.#api.request('files.save', { suggestedName, kind: 'json', content });
  }

  #take(summary: ArchitectureSummary): void {
    this.list = sorted([summary, ...this.list.filter(({ id }) => id !== summary.id)]);
  }
}

function sorted(list: readonly ArchitectureSummary[]): readonly ArchitectureSummary[] {
  return [...list].sort((a, b) => b.updatedAt - a.updatedAt);
}

function lastOpened(list: readonly ArchitectureSummary[]): ArchitectureSummary | undefined {
  const opened = list.filter(({ openedAt }) => openedAt !== undefined);
  return opened.sort((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0))[0];
}

function readDocument(name: string, document: string): Architecture {
  const parsed = parseArchitectureText(document);
  if (!parsed.ok) throw architectureProblem(name, parsed.error);
  return parsed.value;
}

/** Whether two networks differ in their names at most. */
export function sameContent(one: Architecture, other: Architecture): boolean {
  return JSON.stringify({ ...one, name: '' }) === JSON.stringify({ ...other, name: '' });
}

/** What a person finds on first start. */
function presetArchitecture(): Architecture {
  const parsed = parseArchitecture(readyExperiment().architecture);
  if (!parsed.ok) throw new Error('the ready experiment has no network');
  return parsed.value;
}

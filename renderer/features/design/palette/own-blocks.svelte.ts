import { getContext, setContext } from 'svelte';
import { type Architecture, type BlockDefinition, neededDefinitions } from '../../../../core/model/index.ts';
import type { StoredBlock } from '../../../../core/protocol/architectures.ts';
import type { Api } from '../../../api/client.ts';
import type { Editor } from '../../../state/editor.svelte.ts';
import { mergeBlocks, type OwnBlock, readBlock } from './own-block.ts';

/** The person's own blocks. */
export class OwnBlocks {
  #stored = $state.raw<readonly StoredBlock[]>([]);
  readonly #api: Api;
  readonly #editor: Editor;
  readonly #kept = $derived(this.#stored.flatMap(readBlock));
  readonly list: readonly OwnBlock[] = $derived.by(() => mergeBlocks(this.#editor.architecture, this.#kept));
  readonly #unsubscribe: () => void;

  constructor(api: Api, editor: Editor) {
    this.#api = api;
    this.#editor = editor;
    this.#unsubscribe = api.subscribe('blocks.changed', (blocks) => (this.#stored = blocks));
  }

  /** @throws BlockyardError where the library cannot be read */
  async load(): Promise<void> {
    this.#stored = await this.#api.request('blocks.list');
  }

  /** Keeps a block of the network in the library, in the place of one of its name. @throws BlockyardError */
  async keep(architecture: Architecture, id: string): Promise<void> {
    const definitions = neededDefinitions(architecture, [id]);
    const name = definitions.at(-1)?.name;
    if (name !== undefined) await this.save(name, definitions);
  }

  /** @throws BlockyardError */
  async save(name: string, definitions: readonly BlockDefinition[]): Promise<void> {
    await this.#api.request('blocks.save', { name, definitions: definitions.map((definition) => ({ ...definition })) });
    await this.load();
  }

  /** @throws BlockyardError */
  async remove(name: string): Promise<void> {
    await this.#api.request('blocks.remove', { name });
    await this.load();
  }

  find(name: string): OwnBlock | undefined {
    return this.list.find((block) => block.name === name);
  }

  destroy(): void {
    this.#unsubscribe();
  }
}

const key = Symbol('own-blocks');

export function provideOwnBlocks(blocks: OwnBlocks): void {
  setContext(key, blocks);
}

export function getOwnBlocks(): OwnBlocks {
  return getContext<OwnBlocks>(key);
}

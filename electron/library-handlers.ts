import type { ArchitectureSummary, StoredArchitecture } from '../core/protocol/architectures.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import type { tellWindows } from './ipc.ts';

type LibraryRequest = Extract<keyof Handlers, `architectures.${string}` | `blocks.${string}`>;

/** What the requests about networks and own blocks do. Every change is told to every window. */
export function libraryHandlers(library: Library, tell: typeof tellWindows): Pick<Handlers, LibraryRequest> {
  const { architectures, blocks } = library;
  const changed = (summary: ArchitectureSummary): ArchitectureSummary => {
    tell('architectures.changed', { id: summary.id, summary });
    return summary;
  };
  const changedWhole = (stored: StoredArchitecture): StoredArchitecture => {
    changed(stored.summary);
    return stored;
  };
  const blocksChanged = (): void => tell('blocks.changed', blocks.list());
  return {
    'architectures.list': () => architectures.list(),
    'architectures.get': ({ id }) => architectures.get(id),
    'architectures.open': ({ id }) => changedWhole(architectures.open(id, Date.now())),
    'architectures.save': ({ id, document, opened }) => changed(architectures.save(id, document, Date.now(), opened)),
    'architectures.rename': ({ id, name }) => changed(architectures.rename(id, name, Date.now())),
    'architectures.remove': ({ id }) => changed(architectures.remove(id, Date.now())),
    'architectures.recover': ({ id }) => changed(architectures.recover(id)),
    'architectures.erase': ({ id }) => {
      architectures.erase(id);
      tell('architectures.changed', { id });
      return undefined;
    },
    'architectures.versions': ({ id }) => architectures.versions(id),
    'architectures.version': ({ id, version }) => architectures.version(id, version),
    'architectures.keep': ({ id, reason }) => {
      architectures.keep(id, reason, Date.now());
      return architectures.versions(id);
    },
    'architectures.restore': ({ id, version }) => changedWhole(architectures.restore(id, version, Date.now())),
    'architectures.match': ({ document }) => architectures.matching(document),
    'blocks.list': () => blocks.list(),
    'blocks.save': ({ name, definitions }) => {
      const block = blocks.save(name, definitions, Date.now());
      blocksChanged();
      return block;
    },
    'blocks.remove': ({ name }) => {
      blocks.remove(name);
      blocksChanged();
      return undefined;
    },
  };
}

import type { RunView } from '../core/protocol/run-history.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import type { tellWindows } from './ipc.ts';

type HistoryRequest = 'runs.settings' | 'runs.networks' | Extract<keyof Handlers, `views.${string}`>;

/** What the list of runs and comparisons ask for beyond the runs themselves. A change of views is told to every window. */
export function historyHandlers({ runs, views }: Library, tell: typeof tellWindows): Pick<Handlers, HistoryRequest> {
  const changed = (): RunView[] => {
    const all = views.list();
    tell('views.changed', all);
    return all;
  };
  return {
    'runs.settings': ({ ids }) => runs.settings(ids),
    'runs.networks': ({ ids }) => runs.networks(ids),
    'views.list': () => views.list(),
    'views.save': (view) => {
      views.save(view, Date.now());
      return changed();
    },
    'views.remove': ({ name }) => {
      views.remove(name);
      return changed();
    },
  };
}

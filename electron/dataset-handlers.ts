import { datasetFolder, listDatasets } from '../core/data/index.ts';
import type { DatasetDesk } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';
import { openFolder } from './open-folder.ts';

type DatasetRequest = Extract<keyof Handlers, `datasets.${string}`>;

/** What the requests about datasets do. */
export function datasetHandlers(home: string, desk: DatasetDesk): Pick<Handlers, DatasetRequest> {
  return {
    'datasets.list': () => listDatasets(home),
    'datasets.all': () => desk.list(),
    'datasets.get': ({ name }) => desk.detail(name),
    'datasets.figures': ({ name }) => desk.figures(name),
    'datasets.images': (query) => desk.images(query),
    'datasets.rename': ({ name, title }) => desk.rename(name, title),
    'datasets.renameClasses': ({ name, classes }) => desk.renameClasses(name, classes),
    'datasets.remove': async ({ name }) => {
      await desk.remove(name);
      return undefined;
    },
    'datasets.recover': async ({ name }) => {
      await desk.recover(name);
      return undefined;
    },
    'datasets.openFolder': ({ name }) => openFolder(datasetFolder(name, home)),
  };
}

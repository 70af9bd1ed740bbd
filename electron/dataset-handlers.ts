import { datasetFolder, datasetSummary, listDatasets, listDownloads } from '../core/data/index.ts';
import type { DataJobs, DatasetDesk } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';
import { chooseNewFolder, choosePaths } from './choose-paths.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { openFolder } from './open-folder.ts';
import type { Words } from './words.ts';

type DatasetRequest = Extract<keyof Handlers, `datasets.${string}`>;

interface DatasetOptions {
  readonly home: string;
  readonly desk: DatasetDesk;
  readonly jobs: DataJobs;
  readonly words: () => Words;
  readonly granted: GrantedPaths;
}

/** What the requests about datasets do. */
export function datasetHandlers({ home, desk, jobs, words, granted }: DatasetOptions): Pick<Handlers, DatasetRequest> {
  return {
    'datasets.list': () => listDatasets(home),
    'datasets.all': () => desk.list(),
    'datasets.get': ({ name }) => desk.detail(name),
    'datasets.figures': ({ name }) => desk.figures(name),
    'datasets.images': (query) => desk.images(query),
    'datasets.imagesAt': (query) => desk.imagesAt(query),
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
    'datasets.choose': async ({ what }) => {
      const paths = await choosePaths(what, words());
      granted.grant(paths ?? []);
      return paths;
    },
    'datasets.look': ({ paths }) => {
      granted.check(paths);
      return jobs.look(paths);
    },
    'datasets.preview': ({ paths, rule }) => {
      granted.check(paths);
      return jobs.preview(paths, rule);
    },
    'datasets.import': (order) => {
      granted.check(order.paths);
      return jobs.import(order);
    },
    'datasets.downloads': async () =>
      (await listDownloads(home))
        .filter(({ have }) => !have)
        .map(({ name, title, bytes, arrived }) => ({ name, title, bytes, arrived })),
    'datasets.download': async ({ name }) => {
      const title = (await listDownloads(home)).find((known) => known.name === name)?.title ?? name;
      return jobs.download(name, title);
    },
    'datasets.export': async ({ name, as }) => {
      const { title } = datasetSummary(name, home);
      const folder = await chooseNewFolder(title, words());
      return folder === null ? null : jobs.export({ name, as, folder, title });
    },
    'datasets.jobs': () => jobs.list(),
    'datasets.cancel': ({ id }) => {
      jobs.cancel(id);
      return undefined;
    },
    'datasets.openFolder': ({ name }) => openFolder(datasetFolder(name, home)),
  };
}

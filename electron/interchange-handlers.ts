import { exportRuns, importRun } from '../core/runner/index.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import { chooseBundle, chooseRunExport } from './choose-paths.ts';
import type { tellWindows } from './ipc.ts';
import type { Words } from './words.ts';

type InterchangeRequest = Extract<keyof Handlers, 'runs.export' | 'runs.import'>;

/** What the requests that take runs elsewhere, and bring them from there, do. Only what a person chose in a dialog is read or written. */
export function interchangeHandlers(
  library: Library,
  words: () => Words,
  tell: typeof tellWindows,
): Pick<Handlers, InterchangeRequest> {
  return {
    'runs.export': async ({ ids, format }) => {
      const [first = ''] = ids;
      const name = ids.length === 1 ? library.runs.summary(first).name : words()('runs');
      const place = await chooseRunExport(name, format, words());
      // Of a file, the dialog has asked whether to replace what is there.
      return place === null ? null : exportRuns(library, { ids, format, place, replace: format !== 'tensorboard' });
    },
    'runs.import': async () => {
      const path = await chooseBundle(words());
      if (path === null) return null;
      const imported = await importRun(library, path);
      tell('run.changed', imported.summary);
      return imported;
    },
  };
}

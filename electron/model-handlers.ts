import type { ModelDesk, Runner } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';
import { chooseExport, choosePictures } from './choose-paths.ts';
import type { GrantedPaths } from './granted-paths.ts';
import type { Words } from './words.ts';

type ModelRequest = Extract<keyof Handlers, `models.${string}`>;

/** What the requests about trained models do. Only what a person chose in a dialog is read or written by its path. */
export function modelHandlers(
  models: ModelDesk,
  runner: Pick<Runner, 'get'>,
  granted: GrantedPaths,
  words: () => Words,
): Pick<Handlers, ModelRequest> {
  return {
    'models.evaluate': (input) => models.ask('models.evaluate', input),
    'models.predict': (input) => models.ask('models.predict', input),
    'models.inside': (input) => models.ask('models.inside', input),
    'models.weight': (input) => models.ask('models.weight', input),
    'models.maps': (input) => models.ask('models.maps', input),
    'models.gradCam': (input) => models.ask('models.gradCam', input),
    'models.predictFolder': async ({ fit, ...model }) => {
      const paths = await choosePictures(words());
      return paths === null
        ? null
        : models.ask('models.predict', { ...model, pictures: { kind: 'paths', paths, fit } });
    },
    'models.predictDropped': ({ paths, fit, ...model }) => {
      granted.check(paths);
      return models.ask('models.predict', { ...model, pictures: { kind: 'paths', paths, fit } });
    },
    'models.export': async ({ format, ...model }) => {
      const place = await chooseExport(runner.get(model.run).summary.name, format, words());
      // The dialog has asked whether to replace what is there.
      return place === null ? null : models.ask('models.write', { ...model, format, place, replace: true });
    },
    'models.cancel': () => {
      models.cancel();
      return undefined;
    },
  };
}

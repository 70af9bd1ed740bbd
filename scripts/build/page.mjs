import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../setup/paths.mjs';

/** What a page's bundle must never contain: it has no Node and no TensorFlow. */
const FORBIDDEN = ['node:', '@tensorflow'];

/**
 * @param {string} name of the file, for the message
 * @param {string} source JavaScript
 * @returns {string | undefined} a complaint when the page's bundle holds something that only Node has
 */
export function forbiddenIn(name, source) {
  for (const text of FORBIDDEN) {
    const at = source.indexOf(text);
    // `node:` also ends words of plain objects, as in `{node:x}`; a module's name stands in quotes.
    const quoted = text === 'node:' ? /["'`]node:/u.exec(source)?.index : at;
    if (quoted === undefined || quoted < 0) continue;
    return `${name} contains ${text} (…${source.slice(Math.max(0, quoted - 60), quoted + 60)}…)`;
  }
  return undefined;
}

/** @param {string} folder @throws {Error} when a script of the page's bundle holds something that only Node has */
export function checkPage(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.m?js$/u.test(name)) continue;
    const complaint = forbiddenIn(name, readFileSync(join(folder, name), 'utf8'));
    if (complaint !== undefined) throw new Error(`the page must not reach Node or TensorFlow: ${complaint}`);
  }
}

/** Builds the page with its own Vite configuration into dist/renderer. */
export async function buildPage() {
  const folder = join(projectRoot, 'dist', 'renderer');
  await build({
    configFile: join(projectRoot, 'renderer', 'vite.config.ts'),
    root: join(projectRoot, 'renderer'),
    // A classic script in public/ (it sets the theme before the first paint) would be warned of at every build.
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  checkPage(folder);
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

/**
 * The folder of an installed npm package, wherever the program runs from: sources, a CommonJS bundle under dist/, or a packaged app, where the
 * packages that carry plain files are unpacked beside the archive.
 */
export function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  return unpacked(dirname(require.resolve(`${name}/package.json`)));
}

/** Electron's `app.asar` is one file; what electron-builder unpacked lies in `app.asar.unpacked`, under the same names. */
export function unpacked(folder: string): string {
  const outside = folder.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
  return existsSync(outside) ? outside : folder;
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles a program that imports from this folder.
 * @param contents its source
 * @param outfile where it goes
 */
export async function writeProgram(contents: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
}

/**
 * Writes a program that imports a path into a library and prints, as JSON, the problem and what is kept of it. Its arguments are the library, the path and,
 * where the disk is to be full once half of the path has been read, a file to fill it with.
 * @returns its path
 */
export async function writeImporter(folder: string): Promise<string> {
  const script = join(folder, 'import.cjs');
  await writeProgram(
    `
      import { appendFileSync, readdirSync } from 'node:fs';
      import { importDataset } from './import.ts';
      import { packsFolder } from './packs.ts';
      const [, , home, path, filler] = process.argv;
      let isFull = filler === undefined;
      const onProgress = (done, total) => {
        if (isFull || 2 * done < total) return;
        isFull = true;
        try {
          for (let size = 1 << 16; size > 0; size -= 1 << 12)
            for (;;) appendFileSync(filler, Buffer.alloc(size));
        } catch {}
      };
      const end = (problem) => {
        console.log(JSON.stringify({ problem, kept: readdirSync(packsFolder(home)) }));
      };
      importDataset(home, { paths: [path] }, { onProgress }).then(
        () => end(undefined),
        (error) => end(error.problem ?? String(error)),
      );
    `,
    script,
  );
  return script;
}

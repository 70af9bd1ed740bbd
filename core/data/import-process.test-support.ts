import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Writes a program that imports a path into a library and prints, as JSON, the problem and what is kept of it. Its arguments are the library, the path and,
 * where the disk is to be full once half of the path has been read, a file to fill it with.
 * @returns its path
 */
export async function writeImporter(folder: string): Promise<string> {
  const script = join(folder, 'import.cjs');
  await build({
    stdin: {
      contents: `
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
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: script,
    logLevel: 'silent',
  });
  return script;
}

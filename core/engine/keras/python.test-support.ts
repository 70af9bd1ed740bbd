import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The Python that has Keras, NumPy and SciPy, installed where it is not there yet. */
export async function scientificPython(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(process.cwd(), 'scripts', 'python.mjs'), 'keras-numpy'],
    {
      encoding: 'utf8',
    },
  ).catch((error: unknown) => {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`Keras cannot be installed, which takes pip and a package index that it can reach.\n${said}`);
  });
  return stdout.trim();
}

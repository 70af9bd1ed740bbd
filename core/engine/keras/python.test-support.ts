import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The Python that has Keras, NumPy and SciPy, installed where it is not there yet. */
export function scientificPython(): Promise<string> {
  return pythonWith('keras-numpy');
}

/** The Python of one of the environments of scripts/setup/python.mjs, installed where it is not there yet. */
export async function pythonWith(environment: 'keras' | 'keras-numpy' | 'onnxruntime'): Promise<string> {
  const script = join(process.cwd(), 'scripts', 'python.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, environment], { encoding: 'utf8' }).catch(
    (error: unknown) => {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
      const what = `The Python environment ${environment} cannot be installed`;
      throw new Error(`${what}, which takes pip and a package index that it can reach.\n${said}`);
    },
  );
  return stdout.trim();
}

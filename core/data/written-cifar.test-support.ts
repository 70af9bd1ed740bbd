import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = fileURLToPath(new URL('./write_cifar.py', import.meta.url));

/** The Python with numpy that set-up makes. */
export async function pythonWithNumpy(): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [join(root, 'scripts', 'python.mjs'), 'keras-numpy']);
    return stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`NumPy cannot be installed, which takes pip and a package index that it can reach.\n${said}`, {
      cause: error,
    });
  }
}

export type CifarVersion = 'binary' | 'python2' | 'python3';

export interface WrittenCifar {
  readonly archive: string;
  /** What the archive unpacks to. */
  readonly unpacked: string;
  /** What numpy read. */
  readonly train: NumpyPart;
  readonly test: NumpyPart;
  readonly classes: { readonly fine: readonly string[]; readonly coarse: readonly string[] };
}

interface NumpyPart {
  readonly images: Uint8Array;
  readonly fine: readonly number[];
  /** Empty of CIFAR-10. */
  readonly coarse: readonly number[];
}

/** Writes CIFAR-10 or CIFAR-100 of drawn images into a folder that is not there yet, as it is published. */
export async function writeCifar(
  python: string,
  folder: string,
  dataset: 10 | 100,
  version: CifarVersion,
  images: readonly [train: number, test: number] = [50, 20],
): Promise<WrittenCifar> {
  await run(python, [script, folder, JSON.stringify({ dataset, version, images, seed: 7 })]);
  const name = `cifar-${String(dataset)}-${version === 'binary' ? 'binary' : 'python'}`;
  const folders = {
    10: { binary: 'cifar-10-batches-bin', python: 'cifar-10-batches-py' },
    100: { binary: name, python: name },
  };
  const part = (of: string): NumpyPart => ({
    images: readFileSync(join(folder, `${of}-images`)),
    fine: [...readFileSync(join(folder, `${of}-fine`))],
    coarse: dataset === 100 ? [...readFileSync(join(folder, `${of}-coarse`))] : [],
  });
  return {
    archive: join(folder, `${name}.tar.gz`),
    unpacked: join(folder, folders[dataset][version === 'binary' ? 'binary' : 'python']),
    train: part('train'),
    test: part('test'),
    classes: JSON.parse(readFileSync(join(folder, 'classes.json'), 'utf8')) as WrittenCifar['classes'],
  };
}

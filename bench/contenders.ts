import { join } from 'node:path';
import type { ContenderSpec, Library } from './contender.ts';
import type { DataFiles } from './data.ts';
import { batchSize, benchRecipe, nets, type NetName } from './nets.ts';
import type { PythonHere, Setup } from './setup.ts';

export const libraryTitles: Readonly<Record<Library, string>> = {
  blockyard: 'Blockyard, compiled step',
  stock: 'stock tfjs, model.fit',
  keras: 'Keras',
  torch: 'PyTorch',
  peak: 'matrix-multiply peak',
};

/** The order in which contenders take turns. */
export const trainers = ['stock', 'keras', 'torch', 'blockyard'] as const satisfies readonly Library[];
export type Trainer = (typeof trainers)[number];

/** Steps before the clock: the first ones of a process allocate, choose algorithms and, compiled, wait for the compiler. */
const warmups: Readonly<Record<NetName, number>> = { lenet5: 32, inception10: 16, resnet18: 3 };

const kerasVariants = ['train-on-batch', 'fit', 'fit-grouped', 'xla'];
const torchVariants = ['eager-channels-last', 'eager-default', 'compiled-channels-last', 'compiled-default'];

/** Every way of training this network in that library; the fastest stands for it. */
export function variantsOf(trainer: Trainer, net: NetName, data: DataFiles, setup: Setup): ContenderSpec[] {
  const args = [
    ['--net', net],
    ['--params', String(nets[net].params)],
    ['--batch', String(batchSize)],
    ['--warmup', String(warmups[net])],
    ['--learning-rate', String(benchRecipe().learningRate)],
    ['--images', data.images],
    ['--labels', data.labels],
  ].flat();
  switch (trainer) {
    case 'blockyard':
      return [nodeSpec('blockyard', 'default', setup, 'blockyard', args)];
    case 'stock':
      return [nodeSpec('stock', 'default', setup, 'stock-tfjs', args)];
    case 'keras':
      return kerasVariants.flatMap((variant) =>
        pythonSpec('keras', variant, setup, 'keras_worker.py', [...args, '--variant', variant]),
      );
    case 'torch':
      return torchVariants.flatMap((variant) =>
        pythonSpec('torch', variant, setup, 'torch_worker.py', [...args, '--variant', variant]),
      );
  }
}

/** Matrix multiplication in every library that is here; the fastest of all is the machine's peak. */
export function peakSpecs(setup: Setup): ContenderSpec[] {
  return [
    nodeSpec('peak', 'tfjs', setup, 'matmul-tfjs', []),
    ...pythonSpec('peak', 'tensorflow', setup, 'matmul_worker.py', ['tensorflow']),
    ...pythonSpec('peak', 'torch', setup, 'matmul_worker.py', ['torch']),
  ];
}

function nodeSpec(
  library: Library,
  variant: string,
  setup: Setup,
  worker: string,
  args: readonly string[],
): ContenderSpec {
  const file = join(setup.projectRoot, '.build', 'bench', 'workers', `${worker}.cjs`);
  return { library, variant, command: process.execPath, args: [file, ...args] };
}

function pythonSpec(
  library: Library,
  variant: string,
  setup: Setup,
  worker: string,
  args: readonly string[],
): ContenderSpec[] {
  const python = pythonOf(library, variant, setup);
  if (python.kind === 'missing') return [];
  const env = {
    TF_ENABLE_ONEDNN_OPTS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    // What torch.compile made last time.
    TORCHINDUCTOR_CACHE_DIR: join(setup.cacheFolder, 'bench', 'torchinductor'),
  };
  return [
    {
      library,
      variant,
      command: python.command,
      args: [join(setup.projectRoot, 'bench', 'python', worker), ...args],
      env,
    },
  ];
}

function pythonOf(library: Library, variant: string, setup: Setup): PythonHere {
  const torch = library === 'torch' || (library === 'peak' && variant === 'torch');
  return torch ? setup.python.torch : setup.python.keras;
}

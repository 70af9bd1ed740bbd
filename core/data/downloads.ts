import { BlockyardError } from '../protocol/problems.ts';
import type { FileToFetch } from './fetch-file.ts';

/** A published dataset that can be fetched from where its authors keep it. */
export interface Download {
  /** Under which it will be in the library. */
  readonly name: string;
  readonly title: string;
  readonly files: readonly FileToFetch[];
}

/** Sizes and SHA-256 as TensorFlow Datasets records them (url_checksums/fashion_mnist.txt, cifar10.txt, cifar100.txt). */
export const downloads: readonly Download[] = [
  {
    // Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747.
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    files: [
      fashion(
        'train-images-idx3-ubyte.gz',
        26_421_880,
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ),
      fashion('train-labels-idx1-ubyte.gz', 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'),
      fashion(
        't10k-images-idx3-ubyte.gz',
        4_422_102,
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ),
      fashion('t10k-labels-idx1-ubyte.gz', 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'),
    ],
  },
  {
    // Krizhevsky 2009, "Learning multiple layers of features from tiny images".
    name: 'cifar-10',
    title: 'CIFAR-10',
    files: [
      cifar('cifar-10-binary.tar.gz', 170_052_171, 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd'),
    ],
  },
  {
    name: 'cifar-100',
    title: 'CIFAR-100',
    files: [
      cifar('cifar-100-binary.tar.gz', 168_513_733, '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec'),
    ],
  },
];

/** @throws BlockyardError unknown-download */
export function findDownload(name: string, known: readonly Download[] = downloads): Download {
  const found = known.find((download) => download.name === name);
  if (found !== undefined) return found;
  throw new BlockyardError('unknown-download', { name, known: known.map((download) => download.name).join(', ') });
}

/** Of the dataset's home page, and of its repository, which has the same files. */
function fashion(name: string, bytes: number, sha256: string): FileToFetch {
  const bases = [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
  ];
  return { name, bytes, sha256, urls: bases.map((base) => `${base}/${name}`) };
}

function cifar(name: string, bytes: number, sha256: string): FileToFetch {
  return { name, bytes, sha256, urls: [`https://www.cs.toronto.edu/~kriz/${name}`] };
}

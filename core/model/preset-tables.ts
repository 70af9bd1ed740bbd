import type { NodeDraft } from './problem.ts';

/** A published result or the work that a preset comes from. */
export interface Paper {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly url: string;
}

export interface PresetTable {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly paper: Paper | undefined;
  readonly nodes: readonly NodeDraft[];
}

const lecun: Paper = {
  authors: 'LeCun, Bottou, Bengio, Haffner',
  year: 1998,
  title: 'Gradient-based learning applied to document recognition',
  url: 'https://doi.org/10.1109/5.726791',
};
const krizhevsky: Paper = {
  authors: 'Krizhevsky, Sutskever, Hinton',
  year: 2012,
  title: 'ImageNet classification with deep convolutional neural networks',
  url: 'https://doi.org/10.1145/3065386',
};
const simonyan: Paper = {
  authors: 'Simonyan, Zisserman',
  year: 2014,
  title: 'Very deep convolutional networks for large-scale image recognition',
  url: 'https://arxiv.org/abs/1409.1556',
};
const szegedy: Paper = {
  authors: 'Szegedy, Liu, Jia and others',
  year: 2014,
  title: 'Going deeper with convolutions',
  url: 'https://arxiv.org/abs/1409.4842',
};
const he: Paper = {
  authors: 'He, Zhang, Ren, Sun',
  year: 2015,
  title: 'Deep residual learning for image recognition',
  url: 'https://arxiv.org/abs/1512.03385',
};

const output: NodeDraft = { id: 'output', kind: 'dense', units: 'classes', activation: 'softmax' };
const flatten: NodeDraft = { id: 'flatten', kind: 'flatten' };
const globalPool: NodeDraft = { id: 'pool', kind: 'globalAvgPool' };

const baseline: PresetTable = {
  name: 'baseline',
  title: 'Baseline',
  description: 'One CBAPD block and a dense layer: the smallest network worth training, to measure others against.',
  paper: undefined,
  nodes: [
    { id: 'features', kind: 'cbapd', filters: 6, kernelSize: [5, 5] },
    flatten,
    { id: 'dense', kind: 'dense', units: 128, activation: 'relu' },
    { id: 'dropout', kind: 'dropout', rate: 0.2 },
    output,
  ],
};

const lenet5: PresetTable = {
  name: 'lenet5',
  title: 'LeNet-5',
  description:
    'The first convolutional network in wide use: two convolutions with sigmoid and pooling, then three dense layers.',
  paper: lecun,
  nodes: [
    { id: 'conv1', kind: 'conv', filters: 6, kernelSize: [5, 5], padding: 'valid', activation: 'sigmoid' },
    { id: 'pool1', kind: 'maxPool' },
    { id: 'conv2', kind: 'conv', filters: 16, kernelSize: [5, 5], padding: 'valid', activation: 'sigmoid' },
    { id: 'pool2', kind: 'maxPool' },
    flatten,
    { id: 'dense1', kind: 'dense', units: 120, activation: 'sigmoid' },
    { id: 'dense2', kind: 'dense', units: 84, activation: 'sigmoid' },
    output,
  ],
};

const alexPool: Partial<NodeDraft> = {
  pool: 'max',
  poolSize: [3, 3],
  poolStrides: [2, 2],
  poolPadding: 'valid',
  dropout: 0,
};
const alexDense = (number: number): readonly NodeDraft[] => [
  { id: `dense${String(number)}`, kind: 'dense', units: 2048, activation: 'relu' },
  { id: `dropout${String(number)}`, kind: 'dropout', rate: 0.5 },
];

const alexnet8: PresetTable = {
  name: 'alexnet8',
  title: 'AlexNet-8',
  description: 'Five convolutions and three dense layers with ReLU and dropout, scaled to small images.',
  paper: krizhevsky,
  nodes: [
    { id: 'conv1', kind: 'cbapd', filters: 96, padding: 'valid', ...alexPool },
    { id: 'conv2', kind: 'cbapd', filters: 256, padding: 'valid', ...alexPool },
    { id: 'conv3', kind: 'conv', filters: 384, activation: 'relu' },
    { id: 'conv4', kind: 'conv', filters: 384, activation: 'relu' },
    { id: 'conv5', kind: 'cbapd', filters: 256, batchNorm: false, ...alexPool },
    flatten,
    ...alexDense(1),
    ...alexDense(2),
    output,
  ],
};

/** Filters and number of convolutions of each group. */
const vggGroups = [
  [64, 2],
  [128, 2],
  [256, 3],
  [512, 3],
  [512, 3],
] as const;
const vggDense = (number: number): readonly NodeDraft[] => [
  { id: `dense${String(number)}`, kind: 'dense', units: 512, activation: 'relu', kernelInitializer: 'heNormal' },
  { id: `dropout${String(number)}`, kind: 'dropout', rate: 0.2 },
];

const vgg16: PresetTable = {
  name: 'vgg16',
  title: 'VGG-16',
  description: 'Thirteen 3x3 convolutions in five groups, each closed by pooling, then three dense layers.',
  paper: simonyan,
  nodes: [
    ...vggGroups.flatMap(([filters, count], group) =>
      Array.from({ length: count }, (_, index): NodeDraft => {
        const id = `conv${String(group + 1)}-${String(index + 1)}`;
        const last = index === count - 1;
        return {
          id,
          kind: 'cbapd',
          filters,
          kernelInitializer: 'heNormal',
          pool: last ? 'max' : 'none',
          dropout: last ? 0.2 : 0,
        };
      }),
    ),
    flatten,
    ...vggDense(1),
    ...vggDense(2),
    output,
  ],
};

const stem = (filters: number, kernelInitializer: 'glorotUniform' | 'heNormal'): NodeDraft => ({
  id: 'stem',
  kind: 'cbapd',
  filters,
  useBias: false,
  kernelInitializer,
  pool: 'none',
  dropout: 0,
});

const inceptionGroup = (id: string, filters: number): NodeDraft => ({
  id,
  kind: 'repeat',
  times: 2,
  first: { strides: [2, 2] },
  children: [{ id: `${id}-inception`, kind: 'inception', filters }],
});

const inception10: PresetTable = {
  name: 'inception10',
  title: 'InceptionNet-10',
  description:
    'Two groups of two Inception blocks: parallel 1x1, 3x3 and 5x5 branches, kept cheap by 1x1 convolutions.',
  paper: szegedy,
  nodes: [stem(16, 'glorotUniform'), inceptionGroup('group1', 16), inceptionGroup('group2', 32), globalPool, output],
};

const resnet18: PresetTable = {
  name: 'resnet18',
  title: 'ResNet-18',
  description: 'Eight residual blocks in four stages; projection shortcuts where the size changes.',
  paper: he,
  nodes: [
    stem(64, 'heNormal'),
    ...[64, 128, 256, 512].map((filters, index): NodeDraft => ({
      id: `stage${String(index + 1)}`,
      kind: 'stage',
      blocks: 2,
      filters,
      strides: index === 0 ? [1, 1] : [2, 2],
    })),
    globalPool,
    { ...output, kernelL2: 0.01 },
  ],
};

/** The CIFAR-10 networks of section 4.2: 6n + 2 layers, with option A shortcuts or none. */
export function cifarResnet(blocks: number, shortcut: 'pad' | 'none'): PresetTable {
  const layers = String(6 * blocks + 2);
  const plain = shortcut === 'none';
  return {
    name: `${plain ? 'plain' : 'resnet'}${layers}`,
    title: `${plain ? 'Plain' : 'ResNet'}-${layers}`,
    description: plain
      ? `ResNet-${layers} without its shortcuts: the other half of the degradation experiment.`
      : `${String(3 * blocks)} residual blocks in three stages for small images; shortcuts without parameters.`,
    paper: he,
    nodes: [
      stem(16, 'heNormal'),
      ...[16, 32, 64].map((filters, index): NodeDraft => ({
        id: `stage${String(index + 1)}`,
        kind: 'stage',
        blocks,
        filters,
        strides: index === 0 ? [1, 1] : [2, 2],
        shortcut,
      })),
      globalPool,
      output,
    ],
  };
}

export const presetTables: readonly PresetTable[] = [
  baseline,
  lenet5,
  alexnet8,
  vgg16,
  inception10,
  resnet18,
  cifarResnet(3, 'pad'),
  cifarResnet(3, 'none'),
  cifarResnet(9, 'pad'),
  cifarResnet(9, 'none'),
  cifarResnet(18, 'pad'),
];

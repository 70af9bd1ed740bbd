import type { FieldName, Node, NodeKind } from '../../core/model/index.ts';

/** The wording of a field of a block. */
export interface FieldWords {
  readonly label: string;
  /** What the field does, in a sentence that teaches it. */
  readonly help: string;
}

/** Every field of every block; what means something else in one kind of block is in `fieldHelpOf`. */
export type AllFieldWords = Readonly<Record<FieldName, FieldWords>>;
export type FieldHelpOf = {
  readonly [K in NodeKind]?: Readonly<Partial<Record<FieldName<Extract<Node, { kind: K }>>, string>>>;
};

export const inspectorEn = {
  title: 'Settings',
  networkTitle: 'Network',
  name: 'Name',
  description: 'Description',
  descriptionPlaceholder: 'What this network is for',
  nameTaken: 'A network needs a name.',
  blockName: 'Name of the block',
  paper: 'From',
  groups: { basic: 'Settings', advanced: 'More settings', knobs: 'Knobs' },
  pointHint: 'Point at a setting to read what it does.',
  empty: 'Nothing selected: the network as a whole is shown.',
  changed: (count: string) => `${count} changed`,
  reset: (label: string, value: string) => `${label}: back to ${value}`,
  default: (value: string) => `Default: ${value}.`,
  range: (low: string, high: string) => `From ${low} to ${high}.`,
  rangeWhole: (low: string, high: string) => `Whole numbers from ${low} to ${high}.`,
  writeNumber: (low: string, high: string) => `Write a number from ${low} to ${high}.`,
  writeWhole: (low: string, high: string) => `Write a whole number from ${low} to ${high}.`,
  mixed: 'mixed',
  mixedHelp: 'The selected blocks differ here. What you set, all of them get.',
  on: 'on',
  off: 'off',
  none: 'none',
  pixels: 'px',
  down: (label: string) => `${label}, down`,
  across: (label: string) => `${label}, across`,
  link: 'The same in both directions',
  unlink: 'Different down and across',
  linkSides: 'The same on all sides',
  unlinkSides: 'Different on each side',
  sides: { top: 'Top', bottom: 'Bottom', left: 'Left', right: 'Right' },
  asWindow: 'as window',
  byItself: 'usual',
  classes: 'classes',
  classesOf: (count: string) => `classes (${count})`,
  useClasses: 'As many as the data has classes',
  useNumber: 'A number of your own',
  overrides: {
    add: 'Change a setting of the first one',
    choose: 'Setting…',
    remove: (label: string) => `Leave ${label} as it is`,
    none: 'All are alike. Blocks in this repeat have no settings that the first could change.',
  },
  branches: {
    branch: (number: string) => `Branch ${number}`,
    add: 'Add a branch',
    addUnit: 'Add a unit',
    removeBranch: (number: string) => `Remove branch ${number}`,
    removeUnit: 'Remove the unit',
    layer: 'Layer',
    layers: { conv: 'Conv', maxPool: 'Max pool', avgPool: 'Average pool' },
    size: 'Kernel',
    filters: 'Filters',
    reduce: 'Reduce',
    reduceHelp: 'Put a 1×1 convolution in front, which makes the larger one cheaper.',
    classic: 'The classic four',
  },
  size: 'Size',
  input: 'Input',
  output: 'Output',
  unknown: 'not known yet',
  cost: 'Cost',
  each: (times: string) => `${times} equal blocks, counted together`,
  trainable: (count: string) => `${count} of them trainable`,
  selected: (count: string) => `${count} blocks selected`,
  selectedHelp: 'What they have in common can be set for all of them at once.',
  nothingCommon: 'These blocks have no setting in common.',
  problems: 'Problems',
  advice: 'Advice',
  moreAlike: (count: number, shown: string) => (count === 1 ? 'The same for 1 more' : `The same for ${shown} more`),
  fewerAlike: 'Show one of them',
  mendAlike: 'Mend all of them',
  allWell: 'No problems and no advice: this network can be trained.',
  totals: 'In all',
  layers: 'Layers',
  depth: 'Deep, as papers count',
  depthHelp: 'Convolutions and dense layers on the longest way through.',
  params: 'Parameters',
  macs: 'Multiply-adds per image',
  activations: 'Activations per image',
  outputSize: 'Output',
  goTo: 'Show the block',
  mends: {
    set: (what: string) => `Set ${what}`,
    setBranches: 'Change the branches',
    insert: (what: string) => `Insert ${what}`,
    append: (what: string) => `Add ${what} at the end`,
    wrap: (where: string, runs: number) => (runs === 1 ? `Wrap in ${where}` : `Wrap in ${where} blocks (${runs})`),
    remove: 'Remove the block',
  },
  fields: {
    filters: {
      label: 'Filters',
      help: 'How many kernels there are, and so how many channels come out. More see more kinds of features, and cost more.',
    },
    kernelSize: {
      label: 'Kernel',
      help: 'The neighbourhood that one output value is made of. 1×1 only mixes channels; 3×3 is the usual choice.',
    },
    strides: {
      label: 'Stride',
      help: 'How far the kernel moves each time. 2 halves height and width, and makes what follows four times cheaper.',
    },
    padding: {
      label: 'Padding',
      help: 'What happens at the edge. “same” adds zeros, so that stride 1 keeps the size; “valid” adds none, and the map shrinks.',
    },
    dilationRate: {
      label: 'Dilation',
      help: 'Gaps between the values that a kernel looks at: it sees farther with the same weights. Not together with strides.',
    },
    groups: {
      label: 'Groups',
      help: 'Splits the channels into groups that do not see each other. Parameters and work are divided by this number.',
    },
    useBias: {
      label: 'Bias',
      help: 'Adds a learnt number to each channel. In front of batch norm it does nothing: that takes it away again.',
    },
    activation: {
      label: 'Activation',
      help: 'The function that every value goes through. Without one, layers in a row are no more than one layer.',
    },
    kernelInitializer: {
      label: 'Initial weights',
      help: 'How weights are drawn before training. He normal suits ReLU; Glorot uniform suits sigmoid, tanh and softmax.',
    },
    kernelL2: {
      label: 'L2 of kernel',
      help: 'A penalty on large weights, added to the loss: 0 is none, 0.0001 is usual. It works against overfitting.',
    },
    biasL2: { label: 'L2 of bias', help: 'The same penalty for the bias. It is rarely of use.' },
    pointwiseL2: {
      label: 'L2 of 1×1 kernel',
      help: 'The penalty for the kernel that mixes the channels. Empty: the same as for the other kernel.',
    },
    gammaL2: { label: 'L2 of scale', help: 'A penalty on the learnt scale of batch norm. It is rarely of use.' },
    betaL2: { label: 'L2 of shift', help: 'A penalty on the learnt shift of batch norm. It is rarely of use.' },
    depthMultiplier: {
      label: 'Depth multiplier',
      help: 'How many kernels each channel gets, and so how many times more channels come out.',
    },
    epsilon: {
      label: 'Epsilon',
      help: 'A small number added to the variance, so that a channel that hardly varies is not divided by nothing.',
    },
    momentum: {
      label: 'Momentum',
      help: 'How slowly the averages move that are used once training is over. Nearer to 1 is slower and steadier.',
    },
    alpha: {
      label: 'Alpha',
      help: 'The slope left for negative values in Leaky ReLU (0.3), or how far down ELU goes (1).',
    },
    poolSize: {
      label: 'Window',
      help: 'The neighbourhood of which one value is kept. 2×2 with stride 2 halves height and width.',
    },
    pool: {
      label: 'Pooling',
      help: 'How the map is made smaller: by the largest value of every window, or by the mean.',
    },
    poolStrides: {
      label: 'Pooling stride',
      help: 'How far the pooling window moves each time. Left alone, windows stand side by side.',
    },
    poolPadding: {
      label: 'Pooling padding',
      help: 'What pooling does at the edge: “same” keeps what is left over of a window, “valid” drops it.',
    },
    batchNorm: {
      label: 'Batch norm',
      help: 'Brings every channel to mean 0 and deviation 1 after the convolution. Training is faster and bears higher rates.',
    },
    dropout: {
      label: 'Dropout',
      help: 'Which part of the values is switched off while training, against overfitting. 0 is none.',
    },
    rate: {
      label: 'Rate',
      help: 'Which part is switched off while training. 0.5 is usual between dense layers, 0.2 after convolutions.',
    },
    units: {
      label: 'Units',
      help: 'How many values come out. The last layer of a network has one for each class of the data.',
    },
    merge: {
      label: 'Joined by',
      help: '“concatenate” puts the channels of all branches side by side; “add” sums them, and needs equal sizes.',
    },
    shortcut: {
      label: 'Shortcut',
      help: 'How the input gets past the body. “auto” passes it on where sizes agree, and projects it where they do not.',
    },
    shortcutBatchNorm: {
      label: 'Batch norm on shortcut',
      help: 'Whether a projection is followed by batch norm, as the body’s convolutions are.',
    },
    preActivation: {
      label: 'Pre-activation',
      help: 'Batch norm and activation in front of every convolution instead of behind it (He et al. 2016): for very deep nets.',
    },
    times: {
      label: 'Times',
      help: 'How often the blocks inside come, one after the other. Each time they have weights of their own.',
    },
    first: {
      label: 'The first has',
      help: 'What is different the first time, such as stride 2: the map shrinks once, and the others keep its size.',
    },
    blocks: { label: 'Blocks', help: 'How many ResNet blocks stand in a row. The first of them has the stride.' },
    block: {
      label: 'Block',
      help: '“basic” is two 3×3 convolutions; “bottleneck” is 1×1, 3×3, 1×1, cheaper where there are many channels.',
    },
    expansion: {
      label: 'Expansion',
      help: 'How many times more channels come out of a bottleneck than its 3×3 convolution has.',
    },
    branches: {
      label: 'Branches',
      help: 'Each branch sees the same input; what they give is put side by side. Empty filters are the block’s.',
    },
    definition: { label: 'Own block', help: 'Which of your own blocks this one is.' },
    knobs: { label: 'Knobs', help: 'The settings that this block was made with.' },
  } satisfies AllFieldWords as AllFieldWords,
  fieldHelpOf: {
    depthwiseConv: {
      kernelSize: 'The neighbourhood in one channel that one output value is made of. Channels are not mixed.',
      strides: 'How far the kernel moves each time, the same down and across. 2 halves height and width.',
    },
    separableConv: {
      filters: 'How many channels the 1×1 convolution makes of the filtered ones.',
    },
    maxPool: {
      strides: 'How far the window moves each time. Left alone, windows stand side by side, as in Keras.',
      padding: '“same” keeps what is left over of a window at the edge; “valid” drops it.',
    },
    avgPool: {
      strides: 'How far the window moves each time. Left alone, windows stand side by side, as in Keras.',
      padding: '“same” keeps what is left over of a window at the edge; “valid” drops it.',
    },
    spatialDropout: {
      rate: 'Which part of the channels is switched off as a whole while training.',
    },
    zeroPad: { padding: 'How many rows and columns of zeros are put on each side.' },
    dense: {
      activation:
        'The function that every value goes through. The last layer has softmax, which makes chances of them.',
    },
    residual: {
      activation:
        'Applied to the sum. Linear for pre-activation blocks, whose body begins with batch norm and activation.',
      kernelInitializer: 'How the weights of a projection are drawn before training.',
      kernelL2: 'A penalty on large weights of a projection. 0 is none.',
    },
    inception: {
      filters: 'The width of every convolution that has none of its own. The block gives the sum over its branches.',
      strides: 'Of the first layer of every branch, so that all branches give the same size.',
      activation: 'Comes after every convolution and its batch norm.',
    },
    cbapd: {
      strides: 'How far the kernel of the convolution moves each time. The pooling usually does the shrinking.',
    },
    resnetBasic: {
      filters: 'Channels of both convolutions, and so of what comes out.',
      strides: 'Of the first convolution. 2 halves height and width, and the shortcut then has to follow.',
      shortcut:
        'How the input gets past the convolutions. “auto” passes it on where sizes agree, and projects it where they do not.',
    },
    resnetBottleneck: {
      filters: 'Channels of the 3×3 convolution in the middle; so many times the expansion come out.',
      strides: 'Of the 3×3 convolution. 2 halves height and width, and the shortcut then has to follow.',
    },
    stage: {
      filters: 'Channels of every block in the row.',
      strides: 'Of the first block in the row. 2 halves height and width.',
    },
  } as FieldHelpOf,
  /** Choices that are not written as papers write them. */
  choices: {
    concat: 'concat',
    add: 'add',
    none: 'none',
    max: 'max',
    avg: 'avg',
    auto: 'auto',
    identity: 'identity',
    projection: 'projection',
    pad: 'zero-padded',
    basic: 'basic',
    bottleneck: 'bottleneck',
  } as Readonly<Record<string, string>>,
  /** What a choice means. */
  choiceHelp: {
    relu: 'ReLU keeps positive values and sets negative ones to 0: cheap, and the usual choice.',
    relu6: 'ReLU that is cut off at 6, for arithmetic with few bits.',
    leakyRelu: 'Leaky ReLU lets a little of negative values through, so that no unit dies.',
    elu: 'ELU bends smoothly towards a lowest value: means stay nearer to 0.',
    selu: 'SELU keeps mean and deviation by itself; made for nets without batch norm.',
    gelu: 'GELU is a smooth ReLU, as transformers use it.',
    swish: 'Swish, x · sigmoid(x), is a smooth ReLU that dips below 0.',
    sigmoid: 'Sigmoid squeezes values between 0 and 1; in deep nets gradients fade.',
    tanh: 'Tanh squeezes values between −1 and 1; in deep nets gradients fade.',
    softmax: 'Softmax makes chances that sum to 1: for the last layer.',
    linear: 'Linear leaves values as they are.',
    identity: 'Identity: the input as it is. Sizes have to agree.',
    projection: 'Projection: a strided 1×1 convolution, always, even where sizes agree.',
    pad: 'Zero-padded: every other position is kept and channels of zeros are added; no parameters.',
    auto: 'Auto: identity where sizes agree, else a projection.',
  } as Readonly<Record<string, string>>,
};

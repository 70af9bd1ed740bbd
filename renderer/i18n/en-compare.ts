import { counted } from './counted.ts';

/** Several runs side by side. */
export const compareEn = {
  compare: 'Compare',
  title: (count: number, shown: string) => `Compare ${counted(count, shown, 'run', 'runs')}`,
  none: 'None of these runs is in the library any more',
  figure: 'Figure',
  figures: {
    accuracy: 'Accuracy',
    loss: 'Loss',
    learningRate: 'Learning rate',
    imagesPerSecond: 'Images per second',
  },
  parts: 'Curves',
  part: { both: 'Both', training: 'Training', validation: 'Validation' },
  axes: { step: 'Step', epoch: 'Epoch', seconds: 'Time' },
  timeHelp: 'Time spent in training, without pauses. Within an epoch it is spread evenly over its steps.',
  dashed: 'Training is dashed, validation solid.',
  runs: 'Runs in the comparison',
  colour: (name: string) => `Colour of ${name}`,
  colourNumber: (number: string) => `Colour ${number}`,
  solo: (name: string) => `Show ${name} alone`,
  all: 'Show all',
  leave: (name: string) => `Take ${name} out of the comparison`,
  savePng: 'Save PNG',
  saveSvg: 'Save SVG',
  saveCsv: 'Save CSV',
  differences: 'Differences',
  noDifferences: 'These runs do not differ in anything.',
  setting: 'Setting',
  best: 'best',
  networkChanges: 'Changes in the network',
  changes: (count: number, shown: string) => counted(count, shown, 'block', 'blocks'),
  sameNetwork: 'the same',
  unreadableNetwork: 'not readable',
  firstNetwork: 'compared with this',
  dataHash: 'Images (hash)',
  results: {
    bestAccuracy: 'Best validation accuracy',
    lastAccuracy: 'Last validation accuracy',
    valLoss: 'Validation loss',
    trainAccuracy: 'Training accuracy',
    trainLoss: 'Training loss',
    parameters: 'Parameters',
    epochs: 'Epochs trained',
    trainingSeconds: 'Training time',
    imagesPerSecond: 'Images per second',
  },
  verdict: 'Verdict',
  verdictOf: 'About',
  noSeeds:
    'No seed is repeated here, so nothing can be said about chance. Train each of these again with two or more seeds.',
  variant: (name: string) => `Variant ${name}`,
  variantLine: (seeds: string, mean: string) => `${seeds}, mean ${mean}`,
  seeds: (count: number, shown: string) => counted(count, shown, 'seed', 'seeds'),
  meanInterval: (low: string, high: string) => `95% interval of the mean ${low} to ${high}`,
  points: (value: string) => `${value} points`,
  findings: {
    better: (second: string, first: string, difference: string) =>
      `${second} is better than ${first} by ${difference}.`,
    worse: (second: string, first: string, difference: string) => `${second} is worse than ${first} by ${difference}.`,
    undecided: (second: string, first: string, difference: string) =>
      `Whether ${second} differs from ${first} is not decided: the difference of ${difference} may be chance.`,
    'too-few': (second: string, first: string) =>
      `${second} against ${first}: two seeds of each are the least that says anything.`,
    'no-spread': (second: string, first: string, difference: string) =>
      `${second} against ${first}: every seed gives the same difference, ${difference}, so what is chance cannot be told.`,
    'other-data': (second: string, first: string) =>
      `${second} and ${first} were validated on different images, so their figures are not comparable.`,
  },
  interval: (confidence: string, low: string, high: string) =>
    `${confidence} interval of the difference: ${low} to ${high}`,
  effect: (value: string) => `Hedges’ g ${value}`,
  pairs: (count: number, shown: string) => counted(count, shown, 'pair of equal seeds', 'pairs of equal seeds'),
  unpaired: (count: number, shown: string) => `${counted(count, shown, 'seed', 'seeds')} of each, unpaired (Welch)`,
  moreSeeds: (count: number, shown: string) =>
    `If it is as large as it looks, about ${counted(count, shown, 'more seed', 'more seeds')} of each would settle it.`,
  neverSettled: 'It is so small that no reasonable number of seeds would settle it.',
  leftOut: (count: number, shown: string) =>
    `${counted(count, shown, 'run does', 'runs do')} not count here: only completed trainings do, and each seed once.`,
};

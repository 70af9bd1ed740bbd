import type { DegradationFinding, ErrorPart } from './study-result.ts';

/** What a study is told in: figure, table, finding and report. Numbers come as they are shown. */
export interface StudyWords {
  readonly language: string;
  readonly kinds: Readonly<Record<'degradation' | 'family', string>>;
  readonly parts: Readonly<Record<ErrorPart, string>>;
  readonly epoch: string;
  readonly error: string;
  readonly figure: string;
  readonly figureNote: string;
  readonly table: string;
  readonly network: string;
  readonly parameters: string;
  readonly runs: string;
  readonly runsOf: (completed: string, all: string) => string;
  readonly interval: string;
  readonly finding: string;
  readonly findings: Readonly<Record<DegradationFinding, string>>;
  readonly family: string;
  readonly points: (value: string) => string;
  readonly larger: (second: string, first: string, part: string, by: string) => string;
  readonly smaller: (second: string, first: string, part: string, by: string) => string;
  readonly undecided: (second: string, first: string, part: string, by: string) => string;
  readonly tooFew: (second: string, first: string) => string;
  readonly noSpread: (second: string, first: string, part: string, by: string) => string;
  readonly differenceInterval: (confidence: string, low: string, high: string) => string;
  readonly effect: (value: string) => string;
  readonly pairs: (count: number) => string;
  readonly unpaired: (count: number) => string;
  readonly moreSeeds: (count: number) => string;
  readonly neverSettled: string;
  /** Two pairs do not even tell how far a difference stands out. */
  readonly moreUnknown: string;
  readonly waiting: (count: number) => string;
  readonly lost: (count: number) => string;
  readonly maps: string;
  readonly mapsNote: string;
  readonly step: string;
  readonly settings: string;
  readonly data: string;
  readonly seeds: string;
  readonly device: string;
  readonly rawData: string;
  readonly run: string;
  readonly seed: string;
  readonly status: string;
}

const plural = (count: number, one: string, many: string): string => `${String(count)} ${count === 1 ? one : many}`;

export const studyWordsEn: StudyWords = {
  language: 'en',
  kinds: { degradation: 'Degradation study', family: 'Family study' },
  parts: { training: 'Training error', validation: 'Validation error' },
  epoch: 'Epoch',
  error: 'Error',
  figure: 'Error over the training',
  figureNote:
    'Training error dashed, validation error solid. Lines are means over the seeds, bands reach from the smallest to the largest seed. The training error is the mean over the batches of an epoch.',
  table: 'After the last epoch',
  network: 'Network',
  parameters: 'Parameters',
  runs: 'Trainings',
  runsOf: (completed, all) => `${completed} of ${all}`,
  interval: '95% interval of the mean',
  finding: 'Finding',
  findings: {
    shown: 'Degradation shows: the deeper plain network trains worse, and shortcuts undo that at the same depth.',
    'plain-worse':
      'The deeper plain network trains worse. That shortcuts help at this depth, these trainings do not carry.',
    'not-shown': 'No degradation here: the deeper plain network trains better than the shallow one.',
    open: 'These trainings do not settle whether the deeper plain network trains worse.',
    waiting: 'Nothing can be said yet: two complete trainings of a network, with different seeds, are the least.',
    'one-depth': 'With one depth there is nothing to say about degradation; choose two or more.',
  },
  family: 'Each network against the first, by the validation error after the last epoch.',
  points: (value) => `${value} points`,
  larger: (second, first, part, by) => `${second} has a larger ${part} than ${first}, by ${by}.`,
  smaller: (second, first, part, by) => `${second} has a smaller ${part} than ${first}, by ${by}.`,
  undecided: (second, first, part, by) =>
    `Whether the ${part} of ${second} differs from that of ${first} is not decided: the difference of ${by} may be chance.`,
  tooFew: (second, first) => `${second} against ${first}: two seeds of each are the least that says anything.`,
  noSpread: (second, first, part, by) =>
    `${second} against ${first}: every seed gives the same difference of the ${part}, ${by}, so what is chance cannot be told.`,
  differenceInterval: (confidence, low, high) => `${confidence} interval of the difference ${low} to ${high}`,
  effect: (value) => `Hedges’ g ${value}`,
  pairs: (count) => plural(count, 'pair of equal seeds', 'pairs of equal seeds'),
  unpaired: (count) => `${plural(count, 'seed', 'seeds')} of each, unpaired`,
  moreSeeds: (count) =>
    `If it is as large as it looks, about ${plural(count, 'more seed', 'more seeds')} of each would settle it.`,
  moreUnknown: 'So few seeds do not tell how many more would settle it.',
  neverSettled: 'It is so small that no reasonable number of seeds would settle it.',
  waiting: (count) => `${plural(count, 'training has', 'trainings have')} not ended yet.`,
  lost: (count) =>
    `${plural(count, 'training was', 'trainings were')} not completed and ${count === 1 ? 'does' : 'do'} not count.`,
  maps: 'Gradients of the layers',
  mapsNote:
    'Norm of the gradient of every layer that learns, without batch norm: input on top, steps from left to right, first seed of each network, all on one scale.',
  step: 'step',
  settings: 'What was run',
  data: 'Data',
  seeds: 'Seeds',
  device: 'Device',
  rawData: 'Figures of every training',
  run: 'Run',
  seed: 'Seed',
  status: 'Status',
};

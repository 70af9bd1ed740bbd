import { counted } from './counted.ts';

/** Settings and results of many runs against each other. */
export const fieldsEn = {
  parallel: 'Parallel coordinates',
  parallelHelp:
    'Each line is a run. Drag along an axis to keep those that pass there; click a line to open its run. With the figure in focus, arrows go through the runs and Enter opens one.',
  axes: 'Axes',
  clearAll: 'Clear all brushes',
  clearBrush: (field: string) => `Clear the brush on ${field}`,
  brushEnds: {
    low: (field: string) => `Lower end of the brush on ${field}`,
    high: (field: string) => `Upper end of the brush on ${field}`,
  },
  scatter: 'Scatter',
  against: (y: string, x: string) => `${y} against ${x}`,
  to: 'against',
  across: 'Across',
  up: 'Up',
  scatterHelp: 'Click a dot to open its run. Arrows go through the runs and Enter opens one.',
  frontHelp:
    'The line is the Pareto front: no other run is at least as good in both and better in one. Click a dot to open its run.',
  onFront: 'on the Pareto front',
  noDots: 'No run has both of these.',
  colourBy: 'Colour by',
  ownColour: 'Run',
  colourKey: (field: string, low: string, high: string) => `Colours: ${field} from ${low} to ${high}`,
  shownRuns: (count: number, shown: string, all: string) => `${counted(count, shown, 'run', 'runs')} of ${all}`,
  shownList: 'Runs within the brushes',
  onlyThese: 'Compare only these',
  noneShown: 'No run passes through all of these parts.',
  onlyFirst: (count: string) => `The ${count} best are listed.`,
};

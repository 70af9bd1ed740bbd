export {
  type ComparedRun,
  type Comparison,
  type SettingRow,
  type SpecDifference,
  compareRuns,
  compareSpecs,
} from './differences.ts';
export { type FigureName } from './figures.ts';
export { type VariantComparison, type Verdict, judgeRuns } from './verdict.ts';
export { type VerdictFigure, verdictFigures } from './verdict-figures.ts';
export { queryFieldNames } from './query/fields.ts';
export { type QueryProblem, queryProblemWordings } from './query/problems.ts';
export { parseQuery } from './query/query.ts';
export {
  type HeatMap,
  type HeatScale,
  heatColour,
  heatMapOf,
  heatPart,
  heatScale,
  heatValue,
  thinned,
} from './heat-map.ts';
export { calibrate } from './evaluation/calibration.ts';
export { type Confusion, confusionMatrix, confusions, imagesOfCell, mistakes } from './evaluation/confusion.ts';
export { type ClassMetrics, type Metrics, measure, topAccuracy } from './evaluation/metrics.ts';
export { predictionsCsv, ranked } from './evaluation/predictions-csv.ts';
export { npyFile, tensorCsv } from './tensor-files.ts';
export { compareOutcomes } from './evaluation/agreement.ts';
export { csvLines } from './csv.ts';
export { type WholeRun, runsCsv, runsDocument } from './run-files.ts';
export { errorFigure } from './error-figure.ts';
export { type BoardRow, sweepBoard } from './sweep-board.ts';
export { studyReport } from './study-report.ts';
export { type StudyResult, type StudyRun, studyResult, studyRuns } from './study-result.ts';
export { errorRange, errorText, studyText } from './study-text.ts';
export { type StudyWords, studyWordsEn } from './study-words.ts';

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
export { type HeatMap, heatColour, heatMapOf, heatScale, thinned } from './heat-map.ts';
export { type Scale, partOf, valueAt } from './scale.ts';
export { type Box, type PlotMark } from './plot-marks.ts';
export { meanBand } from './mean-band.ts';
export { type Brush, type Brushes, brushedRuns } from './fields/brushes.ts';
export { type FieldAxis, fieldAxis, valueAtPlace } from './fields/field-axis.ts';
export { axisPlaces, nearestLine, parallelMarks, runLine } from './fields/parallel.ts';
export { type FieldRun, type RunField, runFields } from './fields/run-fields.ts';
export { dotOf, frontOf, nearestDot, scatterMarks } from './fields/scatter.ts';
export { type Facet, type FacetValue, chosenIn, facetFields, facetsOf, withChosen } from './query/facets.ts';
export { calibrate } from './evaluation/calibration.ts';
export { type Confusion, confusionMatrix, confusions, imagesOfCell, mistakes } from './evaluation/confusion.ts';
export { type ClassMetrics, type Metrics, measure, topAccuracy } from './evaluation/metrics.ts';
export { predictionsCsv, ranked } from './evaluation/predictions-csv.ts';
export { npyFile, tensorCsv } from './tensor-files.ts';
export { compareOutcomes } from './evaluation/agreement.ts';
export { judgeRates } from './rate-finding.ts';
export { csvLines } from './csv.ts';
export { type WholeRun, runsCsv, runsDocument } from './run-files.ts';
export { errorFigure } from './error-figure.ts';
export { type BoardRow, sweepBoard } from './sweep-board.ts';
export { studyReport } from './study-report.ts';
export { type StudyResult, type StudyRun, studyResult, studyRuns } from './study-result.ts';
export { errorRange, errorText, studyText } from './study-text.ts';
export { type StudyWords, studyWordsEn } from './study-words.ts';

export { type ComparedRun, type Comparison, type SettingRow, compareRuns } from './differences.ts';
export { type FigureName, type FigureRow, figures } from './figures.ts';
export { type Finding, type Variant, type VariantComparison, type Verdict, judgeRuns } from './verdict.ts';
export { type VerdictFigure, verdictFigures } from './verdict-figures.ts';

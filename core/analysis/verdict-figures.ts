import type { FigureName } from './figures.ts';

/** What a verdict can be about. */
export const verdictFigures = ['lastAccuracy', 'bestAccuracy', 'valLoss'] as const satisfies readonly FigureName[];
export type VerdictFigure = (typeof verdictFigures)[number];

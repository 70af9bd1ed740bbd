import type { LayerFigureName } from '../../../core/protocol/layer-figures.ts';
import type { Format } from '../../lib/format/format.ts';

/** How values of a figure are written. */
export function figureFormat(figure: LayerFigureName, format: Format): (value: number) => string {
  return figure === 'deadShare' ? (value) => format.percent(value, 1) : (value) => format.significant(value, 3);
}

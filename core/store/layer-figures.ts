import {
  layerFigureNames,
  recordedLayerSchema,
  type LayerFigureName,
  type LayerHistory,
  type LayerValues,
  type RecordedLayer,
} from '../protocol/layer-figures.ts';
import type { Database } from './database.ts';

/** Columns of one record, each as long as there are layers: float32, little-endian, NaN where there is no value. */
export function packLayerFigures(figures: LayerValues): Uint8Array {
  const count = figures[layerFigureNames[0]].length;
  const view = new DataView(new ArrayBuffer(4 * count * layerFigureNames.length));
  layerFigureNames.forEach((name, column) => {
    for (let layer = 0; layer < count; layer += 1)
      view.setFloat32(4 * (column * count + layer), figures[name][layer] ?? NaN, true);
  });
  return new Uint8Array(view.buffer);
}

/** The inverse of `packLayerFigures`, of so many layers. */
export function unpackLayerFigures(data: ArrayBuffer, count: number): LayerValues {
  const view = new DataView(data);
  const column = (name: LayerFigureName): (number | null)[] =>
    Array.from({ length: count }, (_, layer) => {
      const at = 4 * (layerFigureNames.indexOf(name) * count + layer);
      const value = at + 4 <= view.byteLength ? view.getFloat32(at, true) : NaN;
      return Number.isNaN(value) ? null : value;
    });
  return ofEveryFigure(column);
}

function ofEveryFigure<Column>(column: (name: LayerFigureName) => Column): Record<LayerFigureName, Column> {
  return {
    gradientNorm: column('gradientNorm'),
    weightNorm: column('weightNorm'),
    updateRatio: column('updateRatio'),
    activationMean: column('activationMean'),
    activationDeviation: column('activationDeviation'),
    deadShare: column('deadShare'),
  };
}

/** Everything that was recorded of a run's layers. Where training went back to a checkpoint and did steps again, the later figures stand. */
export function readLayerHistory(database: Database, run: string): LayerHistory {
  const layers = layersOf(database, run);
  const rows = database.rows('SELECT step, data FROM layer_figures WHERE run = ? ORDER BY sequence', run) as {
    step: number;
    data: ArrayBuffer;
  }[];
  const kept: typeof rows = [];
  for (const row of rows) {
    while ((kept[kept.length - 1]?.step ?? 0) >= row.step) kept.pop();
    if (row.data.byteLength === 4 * layers.length * layerFigureNames.length) kept.push(row);
  }
  const column = (name: LayerFigureName): Float32Array<ArrayBuffer> => {
    const values = new Float32Array(kept.length * layers.length);
    const first = layerFigureNames.indexOf(name) * layers.length;
    kept.forEach(({ data }, row) => {
      const view = new DataView(data);
      for (let layer = 0; layer < layers.length; layer += 1)
        values[row * layers.length + layer] = view.getFloat32(4 * (first + layer), true);
    });
    return values;
  };
  return {
    layers,
    step: Uint32Array.from(kept, ({ step }) => step),
    figures: ofEveryFigure(column),
  };
}

export function layersOf(database: Database, run: string): RecordedLayer[] {
  const row = database.row(
    "SELECT body ->> '$.layers' AS layers FROM events WHERE run = ? AND kind = 'layers' ORDER BY sequence DESC LIMIT 1",
    run,
  ) as { layers: string } | undefined;
  return row === undefined ? [] : recordedLayerSchema.array().parse(JSON.parse(row.layers));
}

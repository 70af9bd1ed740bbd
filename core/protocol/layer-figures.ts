import { z } from 'zod';

/**
 * What is recorded of a layer at a step, over its trainable weights together:
 * - `gradientNorm`: Euclidean norm of the gradient of the mean loss, without l2 terms;
 * - `weightNorm`: of the weights before the step;
 * - `updateRatio`: norm of what the step changed, as a part of `weightNorm`;
 *
 * and of what comes out of an activation on the step's batch:
 * - `activationMean`, `activationDeviation`: over all values;
 * - `deadShare`: the part of a rectifier's channels that are 0 at every place of every image.
 */
export const layerFigureNames = [
  'gradientNorm',
  'weightNorm',
  'updateRatio',
  'activationMean',
  'activationDeviation',
  'deadShare',
] as const;
export type LayerFigureName = (typeof layerFigureNames)[number];

export const recordedLayerSchema = z.object({
  /** Unique in the network. */
  name: z.string(),
  /** Of its operation: conv, batchNorm, activation ... */
  kind: z.string(),
});
export type RecordedLayer = z.infer<typeof recordedLayerSchema>;

const column = z.array(z.number().nullable());

/** One value for each recorded layer: null where it has no such figure, or where that was not finite. */
export const layerValuesSchema = z.object({
  gradientNorm: column,
  weightNorm: column,
  updateRatio: column,
  activationMean: column,
  activationDeviation: column,
  deadShare: column,
} satisfies Record<LayerFigureName, typeof column>);
export type LayerValues = z.infer<typeof layerValuesSchema>;

const values = z.instanceof(Float32Array);

/** Everything that was recorded of a run's layers. */
export const layerHistorySchema = z.object({
  layers: z.array(recordedLayerSchema),
  /** Steps from 1, ascending. */
  step: z.instanceof(Uint32Array),
  /** [steps, layers], row by row; NaN where there is no value. */
  figures: z.object({
    gradientNorm: values,
    weightNorm: values,
    updateRatio: values,
    activationMean: values,
    activationDeviation: values,
    deadShare: values,
  } satisfies Record<LayerFigureName, typeof values>),
});
export type LayerHistory = z.infer<typeof layerHistorySchema>;

import { trainedWeights, type Network } from '../model/network.ts';
import { isRecordedActivation, recordedLayers } from '../model/recorded-layers.ts';
import { layerFigureNames, type LayerValues, type RecordedLayer } from '../protocol/layer-figures.ts';

/** What an executor measured at a step. */
export interface MeasuredStep {
  /** Of every trainable weight of the recorded layers, in order. */
  readonly gradientSquares: ArrayLike<number>;
  readonly weightSquares: ArrayLike<number>;
  /** Of what the step changed. */
  readonly updateSquares: ArrayLike<number>;
  /** Of every recorded activation, in order; absent where an executor does not measure them. */
  readonly activations?: {
    readonly means: ArrayLike<number>;
    readonly deviations: ArrayLike<number>;
    /** Below 0 where there is no such share. */
    readonly deadShares: ArrayLike<number>;
  };
}

/** What is told of the recorded layers of a network. */
export function describeLayers(network: Network): RecordedLayer[] {
  return recordedLayers(network).map(({ name, op }) => ({ name, kind: op.kind }));
}

/** Figures of layers out of those of their weights and activations. */
export function layerValues(network: Network, measured: MeasuredStep): LayerValues {
  const values: LayerValues = {
    gradientNorm: [],
    weightNorm: [],
    updateRatio: [],
    activationMean: [],
    activationDeviation: [],
    deadShare: [],
  };
  let weight = 0;
  let activation = 0;
  for (const layer of recordedLayers(network)) {
    const count = trainedWeights(layer).length;
    const norm = (squares: ArrayLike<number>): number | undefined => {
      if (count === 0) return undefined;
      let sum = 0;
      for (let i = weight; i < weight + count; i += 1) sum += squares[i] ?? NaN;
      return Math.sqrt(sum);
    };
    const weightNorm = norm(measured.weightSquares);
    const update = norm(measured.updateSquares);
    values.gradientNorm.push(told(norm(measured.gradientSquares)));
    values.weightNorm.push(told(weightNorm));
    values.updateRatio.push(told(update === undefined || !weightNorm ? undefined : update / weightNorm));
    const output = isRecordedActivation(layer) ? measured.activations : undefined;
    const dead = output?.deadShares[activation];
    values.activationMean.push(told(output?.means[activation]));
    values.activationDeviation.push(told(output?.deviations[activation]));
    values.deadShare.push(told(dead === undefined || dead < 0 ? undefined : dead));
    weight += count;
    if (isRecordedActivation(layer)) activation += 1;
  }
  return values;
}

/** Digits of a figure that are written down: more than an eye sees of a colour. */
const digits = 5;

/** The same with no more digits than anyone looks at, as they are kept for good. */
export function roundedValues(values: LayerValues): LayerValues {
  const rounded = { ...values };
  for (const name of layerFigureNames)
    rounded[name] = values[name].map((value) => (value === null ? null : Number(value.toPrecision(digits))));
  return rounded;
}

function told(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

import { isImageShape, type ImageShape } from '../../model/shape.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { GradCam } from '../../protocol/trained-model.ts';
import type { Inference, ScoreGradient } from './inference.ts';
import { checkPixels } from './look-inside.ts';
import type { TrainedModel } from './trained-model.ts';

/**
 * Where a layer's feature map speaks for a class (Selvaraju et al. 2017, arXiv:1610.02391).
 * @throws BlockyardError `model-pixels`, `model-layer`
 */
export async function explainPicture(
  { model: { network }, inference }: { readonly model: TrainedModel; readonly inference: Inference },
  asked: { readonly pixels: Uint8Array; readonly layer: number; readonly classIndex?: number | undefined },
): Promise<GradCam> {
  const { pixels, layer } = asked;
  checkPixels(pixels, network.input);
  const output = network.layers[layer]?.output;
  if (output === undefined || !isImageShape(output))
    throw new BlockyardError('model-layer', { layer: network.layers[layer]?.name ?? layer });
  const probabilities = await inference.predict(pixels, 1);
  const best = probabilities.indexOf(Math.max(...probabilities));
  const classIndex = asked.classIndex !== undefined && asked.classIndex < network.classes ? asked.classIndex : best;
  const found = await inference.scoreGradient(pixels, layer, classIndex);
  return {
    probabilities: new Float32Array(probabilities),
    classIndex,
    size: [output[0], output[1]],
    map: gradCam(found, output),
  };
}

/**
 * Equations 1 and 2: channels count by the mean of the score's gradient over their places; what speaks against the class is left out. Scaled so that the
 * strongest place is 1.
 */
export function gradCam(
  { output, gradient }: ScoreGradient,
  [height, width, channels]: ImageShape,
): Float32Array<ArrayBuffer> {
  const places = height * width;
  const weights = new Float64Array(channels);
  for (let at = 0; at < gradient.length; at += 1)
    weights[at % channels] = (weights[at % channels] ?? 0) + (gradient[at] ?? 0) / places;
  const map = new Float32Array(places);
  let strongest = 0;
  for (let place = 0; place < places; place += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += (weights[channel] ?? 0) * (output[place * channels + channel] ?? 0);
    map[place] = Math.max(0, sum);
    strongest = Math.max(strongest, sum);
  }
  return strongest > 0 ? map.map((value) => value / strongest) : map;
}

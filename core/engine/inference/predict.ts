import { fitPictureBytes, fitPicturePaths, type FittedPicture } from '../../data/index.ts';
import type { Network } from '../../model/network.ts';
import { isImageShape, sizeOf, type ImageShape } from '../../model/shape.ts';
import type { ImageFit, ImageRule } from '../../protocol/datasets.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { Pictures, Prediction, Predictions } from '../../protocol/trained-model.ts';
import type { Inference } from './inference.ts';
import type { TrainedModel } from './trained-model.ts';

/** With more pictures than this, what the network sees of each is not handed over: nobody looks at all of them. */
const mostShown = 200;

interface PredictOptions {
  readonly model: TrainedModel;
  readonly inference: Inference;
  readonly pictures: Pictures;
  readonly onProgress: (done: number) => void;
}

/**
 * The probabilities of pictures' classes, in the pictures' order; one that cannot be read tells why.
 * @throws BlockyardError `unreadable-file`, `model-channels`, `model-pixels`
 */
export async function predictPictures({
  model,
  inference,
  pictures,
  onProgress,
}: PredictOptions): Promise<Predictions> {
  const predictions: Prediction[] = [];
  for await (const fitted of fit(pictures, model.network)) {
    predictions.push(...(await predict(fitted, model, inference)));
    onProgress(predictions.length);
  }
  if (predictions.length > mostShown) for (const prediction of predictions) delete prediction.pixels;
  return { classes: [...model.classes], shape: [...inputOf(model.network)], predictions };
}

async function* fit(pictures: Pictures, network: Network): AsyncGenerator<readonly FittedPicture[]> {
  switch (pictures.kind) {
    case 'files':
      yield await fitPictureBytes(pictures.files, ruleFor(network, pictures.fit));
      return;
    case 'paths':
      yield* fitPicturePaths(pictures.paths, ruleFor(network, pictures.fit));
      return;
    case 'pixels': {
      const { names, pixels } = pictures;
      const size = sizeOf(network.input);
      if (pixels.length !== names.length * size)
        throw new BlockyardError('model-pixels', { wanted: network.input.join('x'), count: names.length });
      yield names.map((name, at) => ({ name, image: pixels.subarray(at * size, (at + 1) * size) }));
    }
  }
}

function inputOf({ input }: Network): ImageShape {
  if (!isImageShape(input)) throw new Error('A network takes images.');
  return input;
}

/** How a picture of any size and colours becomes an image that the network takes. */
function ruleFor(network: Network, fit: ImageFit): ImageRule {
  const [height, width, channels] = inputOf(network);
  if (channels === 1 || channels === 3) return { size: [height, width], channels, fit };
  throw new BlockyardError('model-channels', { channels });
}

async function predict(
  pictures: readonly FittedPicture[],
  { network, classes }: TrainedModel,
  inference: Inference,
): Promise<Prediction[]> {
  const readable = pictures.flatMap(({ image }) => image ?? []);
  const size = sizeOf(network.input);
  const images = new Uint8Array(readable.length * size);
  readable.forEach((image, at) => {
    images.set(image, at * size);
  });
  const all = await inference.predict(images, readable.length);
  let at = 0;
  return pictures.map(({ name, image, refusal }) => {
    if (image === undefined) return { name, refusal: { ...refusal, reason: refusal?.reason ?? 'corrupt' } };
    const probabilities = all.slice(at * classes.length, (at + 1) * classes.length);
    at += 1;
    return { name, probabilities, pixels: new Uint8Array(image) };
  });
}

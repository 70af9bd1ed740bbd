import { augments, mixesPictures, movesPictures, type Augmentation } from '../../protocol/augmentation.ts';
import { attribute, type Graph, type Tensor } from '../graph.ts';
import type { Truth } from '../loss.ts';
import * as ops from '../ops.ts';
import { perPicture, rectangle, shareOf, spanMask, spread, wholeBelow, type Column, type Draws } from './columns.ts';
import { drawsPerPicture, greyWeights, placeOf, streamOf, type Purpose } from './draws.ts';
import { projectiveTransforms } from './transforms.ts';

export interface AugmentInput {
  readonly augmentation: Augmentation;
  readonly seed: number;
  /** Number of this step, int64 scalar. */
  readonly step: Tensor;
  /** float32 [batch, height, width, channels], 0..1. */
  readonly images: Tensor;
  /** int32 [batch]. */
  readonly labels: Tensor;
}

/**
 * Adds the augmentation of a batch; a pure function of (seed, step). Nothing is added where nothing is switched on. `augmentBatch` in on-host.ts is the same.
 */
export function augmentInGraph(g: Graph, input: AugmentInput): { images: Tensor; truth: Truth } {
  const { augmentation, labels } = input;
  if (!augments(augmentation)) return { images: input.images, truth: { labels } };
  const draws = drawNumbers(g, input);
  const moved = movesPictures(augmentation) ? move(g, augmentation, draws, input.images) : input.images;
  const coloured = recolour(g, augmentation, draws, moved);
  const cut = augmentation.cutout > 0 ? cutOut(g, augmentation.cutout, draws, coloured) : coloured;
  return mixesPictures(augmentation) ? mix(g, augmentation, draws, cut, labels) : { images: cut, truth: { labels } };
}

function drawNumbers(g: Graph, { images, seed, step }: AugmentInput): Draws {
  const count = ops.slice(g, ops.dynamicShape(g, images), [0], [1]);
  const shape = ops.concat(g, [count, ops.ints(g, [drawsPerPicture])], 0);
  const stream = g.constant('int64', [], [streamOf(seed)]);
  const uniform = ops.statelessUniform(g, shape, [-1, drawsPerPicture], ops.pack(g, [stream, step], 'seed'));
  return (purpose) => ops.slice(g, uniform, [0, placeOf(purpose)], [-1, 1]);
}

const fillModes = { black: 'CONSTANT', edge: 'NEAREST', reflect: 'REFLECT' } as const;

function move(g: Graph, augmentation: Augmentation, draws: Draws, images: Tensor): Tensor {
  const [, height = 0, width = 0] = images.shape;
  const transforms = projectiveTransforms(g, augmentation, draws, [height, width]);
  return g.op(
    'ImageProjectiveTransformV3',
    [images, transforms, ops.ints(g, [height, width]), ops.float(g, 0)],
    [images.dtype, images.shape],
    {
      attributes: {
        dtype: attribute.type(images.dtype),
        interpolation: attribute.string('BILINEAR'),
        fill_mode: attribute.string(fillModes[augmentation.fill]),
      },
    },
  );
}

/** With c the factor of contrast and b the brightness: (x + b - mean) * c + mean, mean being that of x + b; then colours against their grey. */
function recolour(g: Graph, augmentation: Augmentation, draws: Draws, images: Tensor): Tensor {
  const saturation = images.shape[3] === 3 ? augmentation.saturation : 0;
  const { brightness, contrast } = augmentation;
  if (brightness === 0 && contrast === 0 && saturation === 0) return images;
  const one = ops.float(g, 1);
  let x = images;
  if (contrast > 0) {
    const factor = perPicture(g, ops.add(g, spread(g, draws('contrast'), contrast), one));
    const mean = ops.reduce(g, 'Mean', x, [1, 2], true);
    x = ops.add(g, ops.multiply(g, x, factor), ops.multiply(g, mean, ops.subtract(g, one, factor)));
  }
  if (brightness > 0) x = ops.add(g, x, perPicture(g, spread(g, draws('brightness'), brightness)));
  if (saturation > 0) {
    const factor = perPicture(g, ops.add(g, spread(g, draws('saturation'), saturation), one));
    const grey = ops.reduce(g, 'Sum', ops.multiply(g, x, g.constant('float32', [3], [...greyWeights])), [3], true);
    x = ops.add(g, ops.multiply(g, x, factor), ops.multiply(g, grey, ops.subtract(g, one, factor)));
  }
  return g.op('ClipByValue', [x, ops.float(g, 0), one], [x.dtype, x.shape], {
    attributes: { T: attribute.type(x.dtype) },
  });
}

function cutOut(g: Graph, side: number, draws: Draws, images: Tensor): Tensor {
  const half = ops.float(g, (side - 1) / 2);
  // The square's first pixel is side / 2 before the drawn one, rounded down; its middle, half a side after that.
  const middle = (purpose: Purpose, size: number): Column =>
    ops.add(g, wholeBelow(g, draws(purpose), size), ops.float(g, (side - 1) / 2 - Math.floor(side / 2)));
  const [, height = 0, width = 0] = images.shape;
  const rows = spanMask(g, height, middle('cutoutY', height), half);
  const columns = spanMask(g, width, middle('cutoutX', width), half);
  return ops.multiply(g, images, ops.subtract(g, ops.float(g, 1), rectangle(g, rows, columns)));
}

/** Blends every picture, and its label, with the next one of the batch, the last with the first. Batches are shuffled, so that is any other picture. */
function mix(
  g: Graph,
  augmentation: Augmentation,
  draws: Draws,
  images: Tensor,
  labels: Tensor,
): { images: Tensor; truth: Truth } {
  const { mixup, cutmix } = augmentation;
  const blend = mixup > 0 ? shareOf(g, mixup, draws('mixupShare')) : undefined;
  const paste = cutmix > 0 ? pastedBox(g, cutmix, draws, images) : undefined;
  let weight = blend && perPicture(g, blend);
  let share = blend;
  if (paste !== undefined) {
    if (blend === undefined) [weight, share] = [paste.kept, paste.share];
    else {
      const isCut = ops.compare(g, 'GreaterEqual', draws('mixupOrCutmix'), ops.float(g, 0.5));
      weight = ops.select(g, perPicture(g, isCut), paste.kept, perPicture(g, blend));
      share = ops.select(g, isCut, paste.share, blend);
    }
  }
  if (weight === undefined || share === undefined) throw new Error('Neither mixup nor cutmix is switched on.');
  const partners = nextOfBatch(g, images);
  return {
    images: ops.add(g, partners, ops.multiply(g, ops.subtract(g, images, partners), weight)),
    truth: { labels, blend: { partners: nextOfBatch(g, labels), share: ops.reshape(g, share, [-1]) } },
  };
}

/** Where the picture stays as it is, 1, and where the next one's rectangle goes, 0: [batch, height, width, 1]; and the part that stays. */
function pastedBox(g: Graph, alpha: number, draws: Draws, images: Tensor): { kept: Tensor; share: Column } {
  const [, height = 0, width = 0] = images.shape;
  const one = ops.float(g, 1);
  const side = ops.unary(g, 'Sqrt', ops.subtract(g, one, shareOf(g, alpha, draws('cutmixShare'))));
  const span = (purpose: Purpose, size: number): Tensor => {
    const length = ops.unary(g, 'Floor', ops.multiply(g, side, ops.float(g, size)));
    const half = ops.unary(g, 'Floor', ops.multiply(g, length, ops.float(g, 0.5)));
    // From `half` pixels before the drawn one to `half` - 1 after it, as in the authors' code.
    const middle = ops.subtract(g, wholeBelow(g, draws(purpose), size), ops.float(g, 0.5));
    return spanMask(g, size, middle, ops.subtract(g, half, ops.float(g, 0.5)));
  };
  const rows = span('cutmixY', height);
  const columns = span('cutmixX', width);
  const area = ops.multiply(g, ops.reduce(g, 'Mean', rows, [1], true), ops.reduce(g, 'Mean', columns, [1], true));
  return { kept: ops.subtract(g, one, rectangle(g, rows, columns)), share: ops.subtract(g, one, area) };
}

function nextOfBatch(g: Graph, x: Tensor): Tensor {
  const from = (begin: number, size: number): Tensor =>
    ops.slice(
      g,
      x,
      x.shape.map((_, axis) => (axis === 0 ? begin : 0)),
      x.shape.map((_, axis) => (axis === 0 ? size : -1)),
    );
  // Of one picture alone, the second part is the whole batch and the first is empty.
  return ops.concat(g, [from(1, -1), from(0, 1)], 0);
}

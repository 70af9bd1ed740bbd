import type { Augmentation } from '../../protocol/augmentation.ts';
import type { Graph, Tensor } from '../graph.ts';
import * as ops from '../ops.ts';
import { spread, wholeBelow, type Column, type Draws } from './columns.ts';

/**
 * All of the geometry as one matrix per picture: float32 [batch, 8], the first eight entries of the matrix that takes a place (x, y, 1) in the new picture to the
 * place in the old one whose value it shows.
 *
 * About the centre, with y downwards, a picture is flipped (F), magnified (z), sheared by s (x + s * y) and turned by an angle of cosine c and sine n
 * against the clock, and then moved by (tx, ty). Backwards that is F / z * [1 -s; 0 1] * [c -n; n c] * (p - t).
 */
export function projectiveTransforms(
  g: Graph,
  augmentation: Augmentation,
  draws: Draws,
  [height, width]: readonly [number, number],
): Tensor {
  const { crop, horizontalFlip, verticalFlip, rotation, shift, zoom, shear } = augmentation;
  const zero = ops.float(g, 0);
  const one = ops.float(g, 1);
  const flip = (wanted: boolean, purpose: 'horizontalFlip' | 'verticalFlip'): Tensor => {
    if (!wanted) return one;
    const isFlipped = ops.cast(g, ops.compare(g, 'GreaterEqual', draws(purpose), ops.float(g, 0.5)), 'float32');
    return ops.subtract(g, one, ops.multiply(g, isFlipped, ops.float(g, 2)));
  };
  const move = (axis: 'X' | 'Y', size: number): Tensor => {
    // A window at o of the picture with a border of `crop` shows it moved by crop - o.
    const byCrop =
      crop > 0 ? ops.subtract(g, ops.float(g, crop), wholeBelow(g, draws(`crop${axis}`), 2 * crop + 1)) : zero;
    return shift > 0 ? ops.add(g, byCrop, spread(g, draws(`shift${axis}`), shift * size)) : byCrop;
  };
  const angle = rotation > 0 ? spread(g, draws('rotation'), (rotation * Math.PI) / 180) : undefined;
  const cosine = angle ? ops.unary(g, 'Cos', angle) : one;
  const sine = angle ? ops.unary(g, 'Sin', angle) : zero;
  const lean = shear > 0 ? ops.unary(g, 'Tan', spread(g, draws('shear'), (shear * Math.PI) / 180)) : zero;
  const shrink = zoom > 0 ? ops.divide(g, one, ops.add(g, spread(g, draws('zoom'), zoom), one)) : one;
  const acrossX = ops.multiply(g, flip(horizontalFlip, 'horizontalFlip'), shrink);
  const acrossY = ops.multiply(g, flip(verticalFlip, 'verticalFlip'), shrink);

  const a0 = ops.multiply(g, acrossX, ops.subtract(g, cosine, ops.multiply(g, lean, sine)));
  const a1 = ops.multiply(
    g,
    acrossX,
    ops.subtract(g, ops.multiply(g, lean, ops.multiply(g, cosine, ops.float(g, -1))), sine),
  );
  const b0 = ops.multiply(g, acrossY, sine);
  const b1 = ops.multiply(g, acrossY, cosine);
  const centre = [(width - 1) / 2, (height - 1) / 2] as const;
  const fromX = ops.add(g, move('X', width), ops.float(g, centre[0]));
  const fromY = ops.add(g, move('Y', height), ops.float(g, centre[1]));
  const offset = (to: number, alongX: Tensor, alongY: Tensor): Tensor =>
    ops.subtract(g, ops.float(g, to), ops.add(g, ops.multiply(g, alongX, fromX), ops.multiply(g, alongY, fromY)));
  const a2 = offset(centre[0], a0, a1);
  const b2 = offset(centre[1], b0, b1);
  const noughts = ops.multiply(g, draws('cropX'), zero);
  const full = (entry: Tensor): Column => (entry.shape.length === 2 ? entry : ops.add(g, noughts, entry));
  return ops.concat(g, [a0, a1, a2, b0, b1, b2, zero, zero].map(full), 1);
}

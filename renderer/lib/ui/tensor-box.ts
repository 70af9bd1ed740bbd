import { isImageShape, type Shape } from '../../../core/model/index.ts';

export interface TensorBox {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly { readonly kind: 'front' | 'top' | 'right'; readonly points: string }[];
}

/**
 * A feature map as a box in oblique projection. Height and depth are its height and width in proportion to `side`; the width goes with the
 * logarithm of its channels, which range from 1 to thousands. A vector is a flat bar.
 */
export function tensorBox(shape: Shape, side: number, scale = 1): TensorBox {
  const [rows, columns] = isImageShape(shape) ? shape : [1, 1];
  const channels = shape[shape.length - 1] ?? 1;
  const unit = 20 / Math.max(1, side);
  const front = round((4 + rows * unit) * scale);
  const depth = round((2 + columns * unit * 0.38) * scale);
  const width = round((4 + Math.log2(Math.max(1, channels)) * 4.6) * scale);
  const right = round(width + depth);
  const bottom = round(front + depth);
  return {
    width: right,
    height: bottom,
    faces: [
      { kind: 'front', points: `0,${depth} ${width},${depth} ${width},${bottom} 0,${bottom}` },
      { kind: 'top', points: `0,${depth} ${depth},0 ${right},0 ${width},${depth}` },
      { kind: 'right', points: `${width},${depth} ${right},0 ${right},${front} ${width},${bottom}` },
    ],
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

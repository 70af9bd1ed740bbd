/** Size of one example's feature map, channels last: [height, width, channels]. The batch axis is never part of a shape here. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Size of one example after flatten, global pooling or dense: [features]. */
export type VectorShape = readonly [features: number];

/** Size of one example as it flows between layers, without the batch axis. */
export type Shape = ImageShape | VectorShape;

export function isImageShape(shape: Shape): shape is ImageShape {
  return shape.length === 3;
}

/** Written out, since it is asked of every node at every edit. */
export function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return a === b || (a?.length === b?.length && a?.every((size, axis) => size === b?.[axis]) === true);
}

/** Number of values in one example of this shape. */
export function sizeOf(shape: readonly number[]): number {
  let product = 1;
  for (const dimension of shape) product *= dimension;
  return product;
}

/** `32x32x3` for a feature map, `128` for a vector. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('x');
}

import type { Graph, Tensor } from '../graph.ts';
import * as ops from '../ops.ts';
import { betaCells, betaQuantiles } from './beta.ts';
import type { Purpose } from './draws.ts';

/** A number of each picture, float32 [batch, 1]. */
export type Column = Tensor;
/** What was drawn for a purpose. */
export type Draws = (purpose: Purpose) => Column;

/** From -reach to reach. */
export function spread(g: Graph, uniform: Column, reach: number): Column {
  return ops.subtract(g, ops.multiply(g, uniform, ops.float(g, 2 * reach)), ops.float(g, reach));
}

/** A whole number from 0 to count - 1. */
export function wholeBelow(g: Graph, uniform: Column, count: number): Column {
  return ops.unary(g, 'Floor', ops.multiply(g, uniform, ops.float(g, count)));
}

/** float32 [batch, size]: 1 where an index is not farther than `half` from `middle`. */
export function spanMask(g: Graph, size: number, middle: Column, half: Tensor): Tensor {
  const indices = g.constant(
    'float32',
    [size],
    Array.from({ length: size }, (_, i) => i),
  );
  const distance = ops.unary(g, 'Abs', ops.subtract(g, indices, middle));
  return ops.cast(g, ops.compare(g, 'GreaterEqual', half, distance), 'float32');
}

/** [batch, height, width, 1]: 1 where both are. */
export function rectangle(g: Graph, rows: Tensor, columns: Tensor): Tensor {
  const [, height = 0] = rows.shape;
  const [, width = 0] = columns.shape;
  return ops.multiply(g, ops.reshape(g, rows, [-1, height, 1, 1]), ops.reshape(g, columns, [-1, 1, width, 1]));
}

/** [batch, 1] to a shape that spreads over pictures. */
export function perPicture(g: Graph, column: Column): Tensor {
  return ops.reshape(g, column, [-1, 1, 1, 1]);
}

/** A number distributed as Beta(alpha, alpha), of a uniform one. */
export function shareOf(g: Graph, alpha: number, uniform: Column): Column {
  const table = g.constant('float32', [betaCells + 1], [...betaQuantiles(alpha)]);
  const place = ops.multiply(g, uniform, ops.float(g, betaCells));
  const cell = ops.unary(g, 'Floor', place);
  const low = ops.gather(g, table, ops.cast(g, cell, 'int32'));
  const high = ops.gather(g, table, ops.cast(g, ops.add(g, cell, ops.float(g, 1)), 'int32'));
  return ops.add(g, low, ops.multiply(g, ops.subtract(g, high, low), ops.subtract(g, place, cell)));
}

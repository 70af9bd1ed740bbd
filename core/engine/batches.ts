/** Indices in this order, batch by batch; the last batch may be smaller. Every batch is an array of its own: an executor may keep a view of it. */
export function* batchesOf(order: Int32Array, batchSize: number): Generator<Int32Array> {
  for (let begin = 0; begin < order.length; begin += batchSize) yield order.slice(begin, begin + batchSize);
}

/** As `batchesOf`, of 0..count-1 as they come. */
export function* inOrder(count: number, batchSize: number): Generator<Int32Array> {
  for (let begin = 0; begin < count; begin += batchSize)
    yield Int32Array.from({ length: Math.min(batchSize, count - begin) }, (_, i) => begin + i);
}

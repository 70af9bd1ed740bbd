/** Mean of the last `count` values, of fewer where there are fewer; undefined without any. */
export function recentMean(values: ArrayLike<number>, count: number): number | undefined {
  const from = Math.max(0, values.length - count);
  if (from === values.length) return undefined;
  let sum = 0;
  for (let index = from; index < values.length; index += 1) sum += values[index] ?? NaN;
  return sum / (values.length - from);
}

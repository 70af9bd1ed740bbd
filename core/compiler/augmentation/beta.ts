/** Cells of the table of quantiles. A power of two, so that the place of a float32 in it is exact. */
export const betaCells = 1024;

/** Steps of the integral over one half of the distribution. */
const integrationSteps = 16_384;

/**
 * Quantiles of Beta(alpha, alpha) at 0, 1/1024 ... 1, between which shares are interpolated: what is drawn follows the distribution at all of these points, and is
 * uniform between them. One uniform number makes one share, on any device, without the rejections of a sampler of gammas.
 * @param alpha above 0
 */
export function betaQuantiles(alpha: number): Float32Array {
  // x = t^(1/e) takes the pole at 0 out of the density x^(alpha - 1) * (1 - x)^(alpha - 1).
  const exponent = 1 / Math.min(alpha, 1);
  const end = 0.5 ** (1 / exponent);
  const cumulative = new Float64Array(integrationSteps + 1);
  for (let i = 0; i < integrationSteps; i += 1) {
    const x = ((end * (i + 0.5)) / integrationSteps) ** exponent;
    cumulative[i + 1] =
      (cumulative[i] ?? 0) + (x * (1 - x)) ** Math.max(alpha - 1, 0) * (1 - x) ** Math.min(alpha - 1, 0);
  }
  const half = cumulative[integrationSteps] ?? 1;
  const table = new Float32Array(betaCells + 1);
  let step = 0;
  for (let cell = 0; cell <= betaCells / 2; cell += 1) {
    const wanted = ((2 * cell) / betaCells) * half;
    while (step < integrationSteps - 1 && (cumulative[step + 1] ?? 0) < wanted) step += 1;
    const [before = 0, after = 0] = [cumulative[step], cumulative[step + 1]];
    const t = (end * (step + (wanted - before) / (after - before))) / integrationSteps;
    const quantile = t ** exponent;
    table[cell] = quantile;
    // The distribution is symmetric.
    table[betaCells - cell] = 1 - quantile;
  }
  return table;
}

/** How the values of an axis lie along it: from 0 at `low` to 1 at `high`. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

/** Where a value stands in a scale, 0..1; undefined for no value. */
export function partOf(value: number, { low, high, log }: Scale): number | undefined {
  if (Number.isNaN(value)) return undefined;
  if (high === low) return 0.5;
  const part = log
    ? (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (value - low) / (high - low);
  return Math.min(1, Math.max(0, part));
}

/** The inverse of `partOf`. */
export function valueAt(part: number, { low, high, log }: Scale): number {
  return log ? low * (high / low) ** part : low + part * (high - low);
}

/** Round values of a scale, ascending, about `most` of them: for the marks of an axis. */
export function ticksOf({ low, high, log }: Scale, most: number): number[] {
  if (!(high > low)) return [low];
  if (log) {
    const decades = within(powers(low, high, [1]), low, high);
    if (decades.length > most) return every(decades, Math.ceil(decades.length / most));
    const finer = within(powers(low, high, [1, 2, 5]), low, high);
    if (finer.length >= 2) return finer.length <= most ? finer : decades.length >= 2 ? decades : every(finer, 2);
  }
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiples of a whole step, as a running sum would gather rounding.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function powers(low: number, high: number, factors: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1)
    for (const factor of factors) ticks.push(Number((factor * 10 ** exponent).toPrecision(12)));
  return ticks;
}

function within(ticks: readonly number[], low: number, high: number): number[] {
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

function every(ticks: readonly number[], count: number): number[] {
  return ticks.filter((_, index) => index % count === 0);
}

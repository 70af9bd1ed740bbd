export interface NumberRule {
  readonly min?: number | undefined;
  /** `min` itself is not allowed. */
  readonly aboveMin?: boolean | undefined;
  readonly max?: number | undefined;
  readonly whole?: boolean | undefined;
  /** Nothing written stands for undefined. */
  readonly optional?: boolean | undefined;
}

export type NumberFault = 'notNumber' | 'notWhole' | 'tooSmall' | 'tooSmallStrict' | 'tooLarge';
export type ParsedNumber =
  { readonly value: number | undefined; readonly fault?: undefined } | { readonly fault: NumberFault };

/** Reads what a person wrote. A comma counts as the decimal point, and `1e-3` is a number. */
export function parseNumber(text: string, rule: NumberRule): ParsedNumber {
  const written = text.trim().replace(',', '.');
  if (written === '') return rule.optional === true ? { value: undefined } : { fault: 'notNumber' };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) return { fault: 'notNumber' };
  const value = Number(written);
  if (!Number.isFinite(value)) return { fault: 'tooLarge' };
  if (rule.whole === true && !Number.isInteger(value)) return { fault: 'notWhole' };
  if (rule.min !== undefined && rule.aboveMin === true && value <= rule.min) return { fault: 'tooSmallStrict' };
  if (rule.min !== undefined && value < rule.min) return { fault: 'tooSmall' };
  if (rule.max !== undefined && value > rule.max) return { fault: 'tooLarge' };
  return { value };
}

/**
 * One press of an arrow key: whole numbers by one, others by one of their last digit. Stays within the rule.
 * @param large whole numbers go to the next multiple of it, others by so many steps
 */
export function nudge(value: number, direction: 1 | -1, rule: NumberRule, large = 1): number {
  if (rule.whole === true) {
    const multiple = direction > 0 ? Math.floor(value / large) + 1 : Math.ceil(value / large) - 1;
    return Math.min(Math.max(multiple * large, rule.min ?? -Infinity), rule.max ?? Infinity);
  }
  const step = 10 ** Math.floor(Math.log10(Math.abs(value) || 0.1) - (isPowerOfTen(value) && direction < 0 ? 1 : 0));
  const next = Number((value + direction * large * step).toPrecision(6));
  const low = rule.min === undefined || next > rule.min || (next === rule.min && rule.aboveMin !== true);
  return low && next <= (rule.max ?? Infinity) ? next : value;
}

function isPowerOfTen(value: number): boolean {
  return value > 0 && Math.abs(Math.log10(value) % 1) < 1e-9;
}

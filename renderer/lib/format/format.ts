/** Numbers, times and sizes for people, by Intl; `locale` is a BCP 47 tag. */
export class Format {
  readonly locale: string;
  #numbers = new Map<string, Intl.NumberFormat>();
  #dates = new Map<string, Intl.DateTimeFormat>();

  constructor(locale: string) {
    this.locale = locale;
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(this.locale, options);
    this.#numbers.set(key, made);
    return made;
  }

  #date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    const known = this.#dates.get(key);
    if (known !== undefined) return known;
    const made = new Intl.DateTimeFormat(this.locale, options);
    this.#dates.set(key, made);
    return made;
  }

  /** `12,345`. */
  integer(value: number): string {
    return this.#number({ maximumFractionDigits: 0 }).format(value);
  }

  /** A fraction as `98.76%`. */
  percent(fraction: number, digits = 2): string {
    if (!Number.isFinite(fraction)) return '–';
    return this.#number({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      fraction,
    );
  }

  /** A loss: four decimals, two from a hundred on, or powers of ten where they would say nothing. */
  loss(value: number): string {
    if (!Number.isFinite(value)) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(2);
    const digits = size < 100 ? 4 : 2;
    return this.#number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  /** Any figure with as many digits as it needs, at most `digits` significant ones. */
  significant(value: number, digits = 3): string {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e7))
      return value.toExponential(Math.max(0, digits - 1)).replace(/\.?0+e/, 'e');
    return this.#number({ maximumSignificantDigits: digits }).format(value);
  }

  /** `271 k`, `40.6 M`: counts with the unit prefixes that the field uses in every language. */
  count(value: number): string {
    const [scale, prefix] =
      value < 10_000 ? [1, ''] : value < 999_500 ? [1e3, ' k'] : value < 999_500_000 ? [1e6, ' M'] : [1e9, ' G'];
    if (scale === 1) return this.integer(value);
    return `${this.#number({ maximumSignificantDigits: 3 }).format(value / scale)}${prefix}`;
  }

  /** `1.94 MB`; a megabyte is a million bytes, as its sign says. */
  bytes(value: number): string {
    if (value < 1000) return `${this.integer(value)} B`;
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
    let power = 0;
    let scaled = value;
    while (scaled >= 1000 && power < units.length - 1) {
      scaled /= 1000;
      power += 1;
    }
    const unit = units[power] ?? 'byte';
    return this.#number({ style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 }).format(scaled);
  }

  /** `4.2s`, `3m 05s`, `2h 10m`: the two largest units. */
  duration(seconds: number): string {
    if (!Number.isFinite(seconds) || seconds < 0) return '–';
    if (seconds < 9.95) return this.#unit(seconds, 'second', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const whole = Math.round(seconds);
    if (whole < 60) return this.#unit(whole, 'second');
    if (whole < 3600)
      return `${this.#unit(Math.floor(whole / 60), 'minute')} ${this.#unit(whole % 60, 'second', { minimumIntegerDigits: 2 })}`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 1440)
      return `${this.#unit(Math.floor(minutes / 60), 'hour')} ${this.#unit(minutes % 60, 'minute', { minimumIntegerDigits: 2 })}`;
    const hours = Math.round(seconds / 3600);
    return `${this.#unit(Math.floor(hours / 24), 'day')} ${this.#unit(hours % 24, 'hour')}`;
  }

  #unit(value: number, unit: string, options: Intl.NumberFormatOptions = {}): string {
    return this.#number({ style: 'unit', unit, unitDisplay: 'narrow', ...options }).format(value);
  }

  /** Day and time; the year only where it is not this one. */
  dateTime(time: number, now = Date.now()): string {
    const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
    return this.#date({
      ...(sameYear ? {} : { year: 'numeric' }),
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }).format(time);
  }

  /** A day, for what happened on it. */
  day(time: number): string {
    return this.#date({ dateStyle: 'medium' }).format(time);
  }

  /** Everything, for a tooltip. */
  fullDateTime(time: number): string {
    return this.#date({ dateStyle: 'full', timeStyle: 'medium' }).format(time);
  }

  time(time: number): string {
    return this.#date({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(time);
  }
}

/** `32×32×3` for a feature map, `128` for a vector. */
export function formatDimensions(shape: readonly number[]): string {
  return shape.join('×');
}

const plural = new Intl.PluralRules('en');

/** English: `1 run`, `2 runs`; the number comes already formatted. */
export function counted(count: number, shown: string, one: string, many: string): string {
  return `${shown} ${plural.select(count) === 'one' ? one : many}`;
}

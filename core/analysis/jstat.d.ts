/** What is used of jstat, which brings no types. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
    readonly noncentralt: { cdf(value: number, degreesOfFreedom: number, noncentrality: number): number };
    gammaln(value: number): number;
  };
  export = jstat;
}

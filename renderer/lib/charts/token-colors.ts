/** Design tokens as the canvas needs them, each read once. */
export class TokenColors {
  readonly #style: CSSStyleDeclaration;
  readonly #known = new Map<string, string>();

  constructor(element: Element) {
    this.#style = getComputedStyle(element);
  }

  read(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const value = this.#style.getPropertyValue(token).trim();
    this.#known.set(token, value);
    return value;
  }

  /** Red, green and blue, 0 to 255. */
  rgb(token: string): [number, number, number] {
    const [red = 0, green = 0, blue = 0] = this.read(`${token}-rgb`).split(/\s+/u).map(Number);
    return [red, green, blue];
  }

  /** The token's colour at an opacity from 0 to 1. */
  mix(token: string, opacity: number): string {
    return `rgb(${this.read(`${token}-rgb`)} / ${opacity})`;
  }
}

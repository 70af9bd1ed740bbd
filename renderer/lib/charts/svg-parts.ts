interface TextLook {
  readonly anchor?: string;
  readonly fill?: string;
  readonly strong?: boolean;
  /** White around the letters, where lines pass behind them. */
  readonly halo?: boolean;
}

/** A text in a figure on paper. */
export function svgText(
  x: number,
  y: number,
  words: string,
  { anchor = 'start', fill = '#545e6c', strong = false, halo = false }: TextLook = {},
): string {
  const weight = strong ? ' font-weight="600"' : '';
  const ground = halo ? ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' : '';
  return `<text x="${svgNumber(x)}" y="${svgNumber(y)}" text-anchor="${anchor}" fill="${fill}"${weight}${ground}>${svgEscaped(words)}</text>`;
}

/** As many digits as a picture shows. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function svgEscaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A document on white, as figures in papers are, with what it shows as its title. */
export function svgDocument(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="12" fill="#191d24">`,
    `<title>${svgEscaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

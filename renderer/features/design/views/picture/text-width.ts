/**
 * Advance widths of Helvetica, in thousandths of the size, from space to tilde (Adobe's font metrics). Arial and Liberation Sans have the same, so
 * that a picture's text is as wide as it was laid out wherever one of the three is, which is nearly everywhere.
 */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** Bold letters are about so much wider; a fallback font may be as well. */
const boldness = 1.08;
const leeway = 1.1;

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
}

/** Room that a text needs, px; a little more than it takes, for fonts that are wider. */
export function textWidth(text: string, { size, bold = false }: TextStyle): number {
  let thousandths = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    // Letters of other scripts are counted as wide as Chinese ones at most.
    thousandths += widths[code - 32] ?? (code < 0x2000 ? 600 : 1000);
  }
  return (thousandths / 1000) * size * leeway * (bold ? boldness : 1);
}

/** The text, or as much of its beginning as there is room for, with an ellipsis. */
export function shorten(text: string, room: number, style: TextStyle): string {
  if (textWidth(text, style) <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && textWidth(`${letters.join('').trimEnd()}…`, style) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

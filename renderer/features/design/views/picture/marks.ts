/** Families of blocks, as in the window. */
export type Tone = 'conv' | 'norm' | 'act' | 'pool' | 'drop' | 'dense' | 'frame' | 'accent' | 'bad';

export interface BoxMark {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly tone: Tone;
  /** `frame`: holds others. */
  readonly look: 'block' | 'frame' | 'pill';
}

export interface TextMark {
  readonly kind: 'text';
  readonly x: number;
  /** Of the middle of the letters. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly bold?: boolean;
  readonly muted?: boolean;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface LineMark {
  readonly kind: 'line';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** At its end. */
  readonly arrow: boolean;
  /** Of a shortcut. */
  readonly strong?: boolean;
}

/** Where a wire parts. */
export interface DotMark {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly strong?: boolean;
}

/** A sum, as papers draw it. */
export interface SumMark {
  readonly kind: 'sum';
  readonly x: number;
  readonly y: number;
}

export type Mark = BoxMark | TextMark | LineMark | DotMark | SumMark;

export const sumRadius = 7;

/** The light theme's colours, for paper: outlines and text are dark enough to be told apart in grey. */
const tones: Readonly<Record<Tone, { readonly fill: string; readonly line: string }>> = {
  conv: { fill: '#dde8fb', line: '#2c67d9' },
  norm: { fill: '#e9e1f9', line: '#764cd1' },
  act: { fill: '#f6e8cf', line: '#99650a' },
  pool: { fill: '#d8eee2', line: '#1f7a52' },
  drop: { fill: '#e8eaee', line: '#667081' },
  dense: { fill: '#f9dfe7', line: '#c3365e' },
  frame: { fill: '#f3f4f7', line: '#606c83' },
  accent: { fill: '#e6f3f1', line: '#086357' },
  bad: { fill: '#fbe3e4', line: '#b0242c' },
};

const ink = '#191d24';
const muted = '#545e6c';
const wire = '#545e6c';
const fonts = "Helvetica, Arial, 'Liberation Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** Undefined: none, so that what is beneath shows. */
  readonly background: string | undefined;
  /** For those who cannot see the picture. */
  readonly title: string;
}

/** The picture as an SVG document of its own: attributes only, no style sheet, no script, nothing from elsewhere. */
export function writeSvg({ width, height, marks, background, title }: Sheet): string {
  const size = `width="${show(width)}" height="${show(height)}" viewBox="0 0 ${show(width)} ${show(height)}"`;
  const sheet = background === undefined ? [] : [`<rect width="100%" height="100%" fill="${background}"/>`];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${fonts}" role="img">`,
    `<title>${escape(title)}</title>`,
    ...sheet,
    ...marks.map(writeMark),
    '</svg>',
    '',
  ].join('\n');
}

function writeMark(mark: Mark): string {
  switch (mark.kind) {
    case 'box': {
      const { x, y, width, height, radius, tone, look } = mark;
      const { fill, line } = tones[tone];
      const stroke = look === 'frame' ? `stroke="${line}" stroke-opacity="0.45"` : `stroke="${line}"`;
      const paint = look === 'pill' ? '#ffffff' : fill;
      return `<rect x="${show(x)}" y="${show(y)}" width="${show(width)}" height="${show(height)}" rx="${show(radius)}" fill="${paint}" ${look === 'frame' ? 'fill-opacity="0.6" ' : ''}${stroke}/>`;
    }
    case 'text': {
      const weight = mark.bold === true ? ' font-weight="bold"' : '';
      const fill = mark.muted === true ? muted : ink;
      // Letters with neither ascender nor descender are about as high as half the size; a baseline attribute would not be understood everywhere.
      const baseline = mark.y + mark.size * 0.35;
      return `<text x="${show(mark.x)}" y="${show(baseline)}" font-size="${show(mark.size)}"${weight} text-anchor="${mark.anchor}" fill="${fill}">${escape(mark.text)}</text>`;
    }
    case 'line':
      return writeLine(mark);
    case 'dot':
      return `<circle cx="${show(mark.x)}" cy="${show(mark.y)}" r="2.2" fill="${mark.strong === true ? tones.accent.line : wire}"/>`;
    case 'sum': {
      const { x, y } = mark;
      const arm = sumRadius - 3;
      return [
        `<circle cx="${show(x)}" cy="${show(y)}" r="${show(sumRadius)}" fill="#ffffff" stroke="${tones.accent.line}" stroke-width="1.2"/>`,
        `<path d="M${show(x - arm)} ${show(y)}H${show(x + arm)}M${show(x)} ${show(y - arm)}V${show(y + arm)}" stroke="${tones.accent.line}" stroke-width="1.2"/>`,
      ].join('');
    }
  }
}

const head = 5;

/** Right-angled lines with rounded corners; the arrow's head is drawn by hand, since not every program knows markers. */
function writeLine({ points, arrow, strong = false }: LineMark): string {
  const color = strong ? tones.accent.line : wire;
  const path = points.map(([x, y], index) => corner(points, index, x, y)).join('');
  const line = `<path d="${path}" fill="none" stroke="${color}" stroke-width="${strong ? '1.4' : '1'}"/>`;
  const [from, to] = points.slice(-2);
  if (!arrow || from === undefined || to === undefined) return line;
  const across = Math.sign(to[0] - from[0]);
  const down = Math.sign(to[1] - from[1]);
  const [x, y] = to;
  const base = [x - across * head, y - down * head] as const;
  const side = [down * head * 0.5, across * head * 0.5] as const;
  const triangle = `M${show(x)} ${show(y)}L${show(base[0] + side[0])} ${show(base[1] + side[1])}L${show(base[0] - side[0])} ${show(base[1] - side[1])}Z`;
  return `${line}<path d="${triangle}" fill="${color}"/>`;
}

function corner(points: LineMark['points'], index: number, x: number, y: number): string {
  const before = points[index - 1];
  const after = points[index + 1];
  if (before === undefined) return `M${show(x)} ${show(y)}`;
  if (after === undefined) return `L${show(x)} ${show(y)}`;
  const radius = Math.min(6, span(before, [x, y]) / 2, span([x, y], after) / 2);
  const enter = toward([x, y], before, radius);
  const leave = toward([x, y], after, radius);
  return `L${show(enter[0])} ${show(enter[1])}Q${show(x)} ${show(y)} ${show(leave[0])} ${show(leave[1])}`;
}

type Point = readonly [x: number, y: number];

function span(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

function toward(from: Point, to: Point, distance: number): Point {
  return [from[0] + Math.sign(to[0] - from[0]) * distance, from[1] + Math.sign(to[1] - from[1]) * distance];
}

function show(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Leaves out what XML has no way to hold. */
function escape(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

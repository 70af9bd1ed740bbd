import type { PlotMark } from '../../../core/analysis/index.ts';
import type { Picture } from '../picture/png.ts';
import { svgDocument, svgNumber, svgText } from './svg-parts.ts';

export interface MarksPicture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly marks: readonly PlotMark[];
  /** A token's colour as CSS writes it. */
  readonly paint: (token: string) => string;
}

/** The same marks as on the screen, as a picture on white. */
export function marksSvg({ width, height, title, marks, paint }: MarksPicture): Picture {
  return {
    svg: svgDocument(
      width,
      height,
      title,
      marks.map((mark) => markSvg(mark, paint)),
    ),
    width,
    height,
  };
}

function markSvg(mark: PlotMark, paint: MarksPicture['paint']): string {
  const ink = mark.ink.startsWith('--') ? paint(mark.ink) : mark.ink;
  switch (mark.kind) {
    case 'line': {
      const points = mark.points.map(({ x, y }) => `${svgNumber(x)},${svgNumber(y)}`).join(' ');
      return `<polyline fill="none" stroke="${ink}" stroke-width="${mark.width}" stroke-opacity="${mark.opacity ?? 1}" stroke-linejoin="round" points="${points}"/>`;
    }
    case 'dot':
      return `<circle cx="${svgNumber(mark.at.x)}" cy="${svgNumber(mark.at.y)}" r="${mark.radius}" fill="${ink}" fill-opacity="${mark.opacity ?? 1}"/>`;
    case 'text':
      return svgText(mark.at.x, mark.at.y, mark.text, {
        anchor: mark.anchor,
        fill: ink,
        strong: mark.strong === true,
        halo: mark.halo !== undefined,
      });
  }
}

import type { PlotMark } from '../../../core/analysis/index.ts';
import type { TokenColors } from './token-colors.ts';

/** A canvas of this size in CSS pixels, as sharp as the screen; undefined where it cannot be painted. */
export function preparedCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  context?.scale(ratio, ratio);
  return context ?? undefined;
}

/** Paints marks, the first below the others. */
export function paintMarks(context: CanvasRenderingContext2D, marks: readonly PlotMark[], colors: TokenColors): void {
  const fonts = { plain: `10.5px ${colors.read('--mono')}`, strong: `600 12px ${colors.read('--font')}` };
  context.lineJoin = 'round';
  for (const mark of marks) {
    const color = inkOf(mark.ink, colors);
    context.globalAlpha = mark.kind === 'text' ? 1 : (mark.opacity ?? 1);
    switch (mark.kind) {
      case 'line':
        context.strokeStyle = color;
        context.lineWidth = mark.width;
        context.beginPath();
        for (const { x, y } of mark.points) context.lineTo(x, y);
        context.stroke();
        break;
      case 'dot':
        context.fillStyle = color;
        context.beginPath();
        context.arc(mark.at.x, mark.at.y, mark.radius, 0, 2 * Math.PI);
        context.fill();
        break;
      case 'text':
        context.fillStyle = color;
        context.font = mark.strong === true ? fonts.strong : fonts.plain;
        context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
        if (mark.halo !== undefined) {
          context.strokeStyle = inkOf(mark.halo, colors);
          context.lineWidth = 3.5;
          context.strokeText(mark.text, mark.at.x, mark.at.y);
        }
        context.fillText(mark.text, mark.at.x, mark.at.y);
        break;
    }
  }
  context.globalAlpha = 1;
}

function inkOf(ink: string, colors: TokenColors): string {
  return ink.startsWith('--') ? colors.read(ink) : ink;
}

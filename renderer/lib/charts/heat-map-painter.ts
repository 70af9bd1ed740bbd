import { heatColour, partOf, type HeatMap, type Scale } from '../../../core/analysis/index.ts';
import { TokenColors } from './token-colors.ts';

/** Where the cells of a map lie in its canvas, CSS pixels. */
export interface HeatLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface HeatCell {
  readonly row: number;
  readonly column: number;
}

const axisHeight = 22;
const labelGap = 8;
const labelHeight = 12;
/** A name takes at most this part of the width. */
const labelPart = 0.32;

/** Paints a map into a canvas of this size, with names of layers at its left and steps below. */
export function paintHeatMap(
  canvas: HTMLCanvasElement,
  map: HeatMap,
  scale: Scale,
  {
    width,
    height,
    chosen,
    step,
  }: { width: number; height: number; chosen: HeatCell | undefined; step: (value: number) => string },
): HeatLayout {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  const colors = new TokenColors(canvas);
  if (context === null) return { left: 0, top: 0, width, height };
  context.scale(ratio, ratio);
  context.font = `10.5px ${colors.read('--mono')}`;
  const widest = Math.max(0, ...map.rows.map((name) => context.measureText(name).width));
  const left = Math.ceil(Math.min(widest, width * labelPart)) + labelGap;
  const layout = { left, top: 0, width: Math.max(1, width - left), height: Math.max(1, height - axisHeight) };
  paintCells(context, map, scale, layout, colors.mix('--line', 1));
  paintNames(context, map.rows, layout, colors);
  paintSteps(context, map.steps, layout, colors, step);
  if (chosen !== undefined) {
    const cell = { width: layout.width / map.steps.length, height: layout.height / map.rows.length };
    context.lineWidth = 1.5;
    context.strokeStyle = colors.mix('--text', 1);
    context.strokeRect(
      layout.left + chosen.column * cell.width + 0.5,
      layout.top + chosen.row * cell.height + 0.5,
      Math.max(3, cell.width - 1),
      Math.max(3, cell.height - 1),
    );
  }
  return layout;
}

/** The cell under a point of the canvas. */
export function cellAt(map: HeatMap, layout: HeatLayout, x: number, y: number): HeatCell | undefined {
  const column = Math.floor(((x - layout.left) / layout.width) * map.steps.length);
  const row = Math.floor(((y - layout.top) / layout.height) * map.rows.length);
  const inside = column >= 0 && column < map.steps.length && row >= 0 && row < map.rows.length;
  return inside ? { row, column } : undefined;
}

function paintCells(
  context: CanvasRenderingContext2D,
  map: HeatMap,
  scale: Scale,
  { left, top, width, height }: HeatLayout,
  empty: string,
): void {
  const columns = map.steps.length;
  const edge = (index: number, count: number, start: number, length: number): number =>
    Math.round(start + (index * length) / count);
  for (let row = 0; row < map.rows.length; row += 1) {
    const y = edge(row, map.rows.length, top, height);
    const below = edge(row + 1, map.rows.length, top, height);
    for (let column = 0; column < columns; column += 1) {
      const part = partOf(map.values[row * columns + column] ?? NaN, scale);
      const x = edge(column, columns, left, width);
      context.fillStyle = part === undefined ? empty : `rgb(${heatColour(part).join(' ')})`;
      context.fillRect(x, y, Math.max(1, edge(column + 1, columns, left, width) - x), Math.max(1, below - y));
    }
  }
}

/** As many names as have room. */
function paintNames(
  context: CanvasRenderingContext2D,
  rows: readonly string[],
  { left, top, height }: HeatLayout,
  colors: TokenColors,
): void {
  const every = Math.max(1, Math.ceil((labelHeight * rows.length) / height));
  context.fillStyle = colors.mix('--muted', 1);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  rows.forEach((name, row) => {
    if (row % every !== 0) return;
    const y = top + ((row + 0.5) * height) / rows.length;
    context.fillText(shortened(context, name, left - labelGap), left - labelGap, y);
  });
}

/** The end of a name tells layers apart, so that the front gives way. */
function shortened(context: CanvasRenderingContext2D, name: string, room: number): string {
  if (context.measureText(name).width <= room) return name;
  let kept = name;
  while (kept.length > 1 && context.measureText(`…${kept}`).width > room) kept = kept.slice(1);
  return `…${kept}`;
}

function paintSteps(
  context: CanvasRenderingContext2D,
  steps: readonly number[],
  { left, top, width, height }: HeatLayout,
  colors: TokenColors,
  format: (value: number) => string,
): void {
  const shown = Math.max(1, Math.min(steps.length, Math.floor(width / 70)));
  context.fillStyle = colors.mix('--muted', 1);
  context.textBaseline = 'top';
  for (let i = 0; i < shown; i += 1) {
    const column = shown === 1 ? 0 : Math.round((i * (steps.length - 1)) / (shown - 1));
    const x = left + ((column + 0.5) * width) / steps.length;
    context.textAlign = i === 0 ? 'left' : i === shown - 1 ? 'right' : 'center';
    const at = i === 0 ? left : i === shown - 1 ? left + width : x;
    context.fillText(format(steps[column] ?? 0), at, top + height + 7);
  }
}

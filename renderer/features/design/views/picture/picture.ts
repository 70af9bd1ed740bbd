import type { Architecture, Target } from '../../../../../core/model/index.ts';
import { formatDimensions } from '../../../../lib/format/format.ts';
import type { Picture } from '../../../../lib/picture/png.ts';
import { buildTower } from '../../canvas/tower.ts';
import type { PictureWords } from './labels.ts';
import { writeSvg, type Mark, type Sheet } from './marks.ts';
import { text, type Part } from './part.ts';
import { chainParts, columnOf, gap } from './parts.ts';
import { shorten, textWidth } from './text-width.ts';

export interface PictureOptions {
  /** `column`: one tower, for a page; `wide`: several beside each other, for a slide. */
  readonly layout: 'column' | 'wide';
  /** `blocks`: composite blocks as one box each; `layers`: all that is in them. */
  readonly detail: 'blocks' | 'layers';
  readonly title: boolean;
  /** Of what flows between blocks. */
  readonly sizes: boolean;
  readonly background: 'white' | 'none';
}

const margin = 24;
const headerHeight = 46;
/** Above columns, for the wires between them. */
const passageHeight = 14;
const columnGap = 48;
/** Of a slide. */
const wideRatio = 16 / 9;
const mostColumns = 12;

const titleStyle = { size: 16, bold: true };
const subtitleStyle = { size: 10.5 };
const endStyle = { size: 10 };

/** Draws a network as papers do. `subtitle` is a line of figures under its name. */
export function drawPicture(...about: Parameters<typeof layOut>): Picture {
  const sheet = layOut(...about);
  return { svg: writeSvg(sheet), width: sheet.width, height: sheet.height };
}

export function layOut(
  architecture: Architecture,
  target: Target,
  { layout, detail, title, sizes, background }: PictureOptions,
  words: PictureWords,
  subtitle: string,
): Sheet {
  const { items } = buildTower(architecture, target);
  const output = items.at(-1)?.output;
  const parts = withEnds(
    chainParts(items, { folded: detail === 'blocks', sizes, words }),
    endPart(`${words.views.picture.input} ${formatDimensions(target.input)}`),
    output === undefined ? [] : [endPart(words.views.picture.output)],
    sizes,
  );
  const columns = layout === 'column' ? [columnOf(parts, sizes)] : wideColumns(parts, sizes);

  const header = (title ? headerHeight : 0) + (columns.length > 1 ? passageHeight : 0);
  const body = widthOf(columns);
  const titleWidth = Math.max(textWidth(architecture.name, titleStyle), textWidth(subtitle, subtitleStyle));
  const inner = Math.max(body, title ? Math.min(titleWidth, 420) : 0);
  const width = Math.ceil(inner + 2 * margin);
  const height = Math.ceil(header + heightOf(columns) + 2 * margin);

  const marks: Mark[] = [];
  if (title) {
    marks.push(text(shorten(architecture.name, inner, titleStyle), margin, margin + 6, titleStyle, 'start'));
    marks.push(text(shorten(subtitle, inner, subtitleStyle), margin, margin + 25, subtitleStyle, 'start', true));
  }
  const top = margin + header;
  let left = (width - body) / 2;
  let end: readonly [x: number, y: number] | undefined;
  for (const column of columns) {
    const axis = left + column.axis;
    if (end !== undefined) marks.push(passage(end, left - columnGap / 2, [axis, top]));
    marks.push(...column.draw(left, top));
    end = [axis, top + column.height];
    left += column.width + columnGap;
  }
  return { width, height, marks, background: background === 'white' ? '#ffffff' : undefined, title: architecture.name };
}

/** The first part under what comes in, the last above what goes out: no column holds a word alone. */
function withEnds(parts: readonly Part[], before: Part, after: readonly Part[], sized: boolean): readonly Part[] {
  const [first, ...others] = parts;
  const last = others.pop();
  if (first === undefined) return [columnOf([before, ...after], sized)];
  const ends = last === undefined ? [] : [{ ...columnOf([last, ...after], sized), input: last.input }];
  const start = columnOf([before, first, ...(last === undefined ? after : [])], sized);
  return [{ ...start, input: first.input, output: first.output }, ...others, ...ends];
}

/** From the foot of a column to the head of the next. */
function passage([x, y]: readonly [number, number], between: number, [toX, toY]: readonly [number, number]): Mark {
  const points = [
    [x, y],
    [x, y + 10],
    [between, y + 10],
    [between, toY - 14],
    [toX, toY - 14],
    [toX, toY],
  ] as const;
  return { kind: 'line', arrow: true, points };
}

function widthOf(columns: readonly Part[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + columnGap * Math.max(0, columns.length - 1);
}

function heightOf(columns: readonly Part[]): number {
  return Math.max(0, ...columns.map(({ height }) => height));
}

/** As many columns, of about the same height, as come nearest to the shape of a slide. */
function wideColumns(parts: readonly Part[], sized: boolean): readonly Part[] {
  let best = [columnOf(parts, sized)];
  const miss = (columns: readonly Part[]) => Math.abs(Math.log(widthOf(columns) / heightOf(columns) / wideRatio));
  for (let count = 2; count <= Math.min(mostColumns, parts.length); count += 1) {
    const columns = balance(parts, count).map((group) => columnOf(group, sized));
    if (miss(columns) < miss(best)) best = columns;
  }
  return best;
}

/** Splits parts into at most `count` groups in order, none higher than it must be. */
function balance(parts: readonly Part[], count: number): readonly (readonly Part[])[] {
  const total = parts.reduce((sum, part) => sum + part.height + gap, 0);
  let low = Math.max(...parts.map((part) => part.height + gap));
  let high = total;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (fill(parts, middle).length <= count) high = middle;
    else low = middle;
  }
  return fill(parts, high);
}

function fill(parts: readonly Part[], room: number): readonly (readonly Part[])[] {
  const groups: Part[][] = [[]];
  let used = 0;
  for (const part of parts) {
    const height = part.height + gap;
    if (used + height > room && used > 0) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(part);
    used += height;
  }
  return groups;
}

/** What goes in or comes out, as text. */
function endPart(words: string): Part {
  const width = textWidth(words, endStyle);
  return {
    width,
    height: 14,
    axis: width / 2,
    draw: (x, y) => [text(words, x + width / 2, y + 7, endStyle, 'middle', true)],
  };
}

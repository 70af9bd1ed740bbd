import type { Shape } from '../../../../../core/model/index.ts';
import { formatDimensions } from '../../../../lib/format/format.ts';
import type { TowerItem } from '../../canvas/tower.ts';
import { properName } from '../../node-text.ts';
import { tones } from '../../tones.ts';
import { pictureLabel, type PictureWords } from './labels.ts';
import { branchesPart, residualPart } from './joins.ts';
import type { Mark, Tone } from './marks.ts';
import { small, stripHeight, text, type Part } from './part.ts';
import { shorten, textWidth, type TextStyle } from './text-width.ts';

export interface PartSettings {
  /** Composite blocks are drawn as one box each, instead of what is in them. */
  readonly folded: boolean;
  /** Sizes stand beside the arrows. */
  readonly sizes: boolean;
  readonly words: PictureWords;
}

const label: TextStyle = { size: 11 };
const heading: TextStyle = { size: 10, bold: true };
const sizeStyle: TextStyle = { size: 9 };

const blockHeight = 26;
/** Between parts below each other. */
export const gap = 20;
const framePad = 14;
const headerHeight = 24;

/** What is drawn of blocks in a row. */
export function chainParts(items: readonly TowerItem[], settings: PartSettings, narrow = false): readonly Part[] {
  return units(settings.folded ? items : items.flatMap(inRow), settings.folded).map((unit) =>
    unitPart(unit, settings, narrow),
  );
}

/** Parts below each other, with arrows between them. */
export function columnOf(parts: readonly Part[], sized: boolean): Part {
  const axis = Math.max(0, ...parts.map((part) => part.axis));
  return {
    width: axis + Math.max(0, ...parts.map((part) => part.width - part.axis)),
    height: parts.reduce((sum, part) => sum + part.height, 0) + gap * Math.max(0, parts.length - 1),
    axis,
    draw: (x, y) => {
      const marks: Mark[] = [];
      let top = y;
      parts.forEach((part, index) => {
        marks.push(...part.draw(x + axis - part.axis, top));
        top += part.height;
        if (index === parts.length - 1) return;
        const changes = String(part.output) !== String(part.input);
        marks.push(...arrow(x + axis, top, part.output, sized && changes));
        top += gap;
      });
      return marks;
    },
  };
}

function chainPart(items: readonly TowerItem[], settings: PartSettings, narrow: boolean): Part {
  return columnOf(chainParts(items, settings, narrow), settings.sizes && !narrow);
}

/** An arrow down, with the size of what flows beside it. */
function arrow(x: number, y: number, shape: Shape | undefined, sized: boolean): readonly Mark[] {
  const points = [
    [x, y],
    [x, y + gap],
  ] as const;
  const line: Mark = { kind: 'line', arrow: true, points };
  if (!sized || shape === undefined) return [line];
  return [line, text(formatDimensions(shape), x + 7, y + gap / 2 - 1, sizeStyle, 'start', true)];
}

/** A CBAPD block is its layers in a row, which need no frame around them. */
function inRow(item: TowerItem): readonly TowerItem[] {
  const { node, content, times } = item;
  const plain = node.kind === 'cbapd' && node.label === undefined && times === 1;
  return plain && content.kind === 'chain' ? content.items : [item];
}

/** Layers that are drawn as one: a convolution, its norm and its activation. */
type Unit = readonly TowerItem[];

function units(items: readonly TowerItem[], folded: boolean): readonly Unit[] {
  const made: TowerItem[][] = [];
  for (const item of items) {
    const before = made.at(-1);
    const follows = item.node.kind === 'batchNorm' || item.node.kind === 'activation';
    const joins =
      follows && before?.every((other) => !isFrame(other, folded)) === true && before[0]?.node.kind !== 'flatten';
    if (joins) before.push(item);
    else made.push([item]);
  }
  return made;
}

function isFrame(item: TowerItem, folded: boolean): boolean {
  if (item.content.kind === 'layer') return false;
  return !(folded && isComposite(item));
}

function isComposite({ node }: TowerItem): boolean {
  return !['sequence', 'repeat', 'branches', 'residual', 'stage'].includes(node.kind);
}

function unitPart(unit: Unit, settings: PartSettings, narrow: boolean): Part {
  const [first] = unit;
  return first !== undefined && isFrame(first, settings.folded)
    ? framePart(first, settings)
    : stackPart(unit, settings, narrow);
}

interface Strip {
  readonly text: string;
  readonly tone: Tone;
  readonly height: number;
  readonly style: TextStyle;
  readonly times: number;
}

/** Layers on top of each other without a gap. */
function stackPart(unit: Unit, { words }: PartSettings, narrow: boolean): Part {
  const strips = unit.flatMap((item, index) => stripsOf(item, index > 0, words, narrow));
  const widest = Math.max(...strips.map((strip) => textWidth(strip.text, strip.style) + timesWidth(strip.times)));
  const width = Math.ceil(Math.min(Math.max(widest + 20, narrow ? 84 : 136), narrow ? 150 : 240));
  const height = strips.reduce((sum, strip) => sum + strip.height, 0);
  return {
    width,
    height,
    axis: width / 2,
    input: unit[0]?.report.input,
    output: unit.at(-1)?.output,
    draw: (x, y) => {
      const marks: Mark[] = [];
      let top = y;
      for (const { text: words_, tone, height: high, style, times } of strips) {
        marks.push({ kind: 'box', x, y: top, width, height: high, radius: 3, tone, look: 'block' });
        const room = width - 12 - timesWidth(times);
        const centre = x + (width - timesWidth(times)) / 2;
        marks.push(text(shorten(words_, room, style), centre, top + high / 2, style, 'middle'));
        if (times > 1) marks.push(text(`×${String(times)}`, x + width - 8, top + high / 2, heading, 'end'));
        top += high;
      }
      return marks;
    },
  };
}

function timesWidth(times: number): number {
  return times > 1 ? textWidth(`×${String(times)}`, heading) + 8 : 0;
}

function stripsOf(item: TowerItem, follows: boolean, words: PictureWords, narrow: boolean): readonly Strip[] {
  const { node, output, report, times } = item;
  const wrong = report.error !== undefined;
  const name = pictureLabel(node, output, words);
  const main: Strip = {
    text: wrong ? `${name}: ${words.views.table.wrong}` : name,
    tone: wrong ? 'bad' : tones[node.kind],
    height: follows ? stripHeight : blockHeight,
    style: follows || narrow ? small : label,
    times,
  };
  const bends = item.content.kind === 'layer' && node.kind !== 'activation' && 'activation' in node;
  if (!bends || node.activation === 'linear') return [main];
  return [main, { text: properName(node.activation), tone: 'act', height: stripHeight, style: small, times: 1 }];
}

/** A container or a composite: a frame with its name around what is in it. */
function framePart(item: TowerItem, settings: PartSettings): Part {
  const inner = contentPart(item, settings);
  const title = pictureLabel(item.node, item.output, settings.words);
  const titleWidth = textWidth(title, heading) + timesWidth(item.times) + 2 * framePad;
  // Both sides alike, so that frames above each other line up.
  const side = Math.max(inner.axis, inner.width - inner.axis, Math.min(titleWidth, 220) / 2 - framePad);
  const left = Math.max(inner.axis, Math.min(side, titleWidth - framePad - (inner.width - inner.axis)));
  const right = Math.max(inner.width - inner.axis, Math.min(titleWidth, 220) - 2 * framePad - left);
  const width = left + right + 2 * framePad;
  const height = headerHeight + inner.height + framePad;
  const axis = framePad + left;
  return {
    width,
    height,
    axis,
    input: item.report.input,
    output: item.output,
    draw: (x, y) => {
      const tone = item.report.error === undefined ? tones[item.node.kind] : 'bad';
      const middle = y + headerHeight / 2;
      const room = width - 2 * framePad - timesWidth(item.times);
      const marks: Mark[] = [
        { kind: 'box', x, y, width, height, radius: 7, tone, look: 'frame' },
        text(shorten(title, room, heading), x + framePad, middle, heading, 'start'),
        {
          kind: 'line',
          arrow: false,
          points: [
            [x + axis, y + height - framePad],
            [x + axis, y + height],
          ],
        },
        ...inner.draw(x + axis - inner.axis, y + headerHeight),
      ];
      if (item.times > 1)
        marks.push(text(`×${String(item.times)}`, x + width - framePad, middle, { size: 12, bold: true }, 'end'));
      return marks;
    },
  };
}

function contentPart(item: TowerItem, settings: PartSettings): Part {
  const { content } = item;
  switch (content.kind) {
    case 'branches':
      return branchesPart(
        content.branches.map((branch) => chainPart(branch, settings, true)),
        settings.words.design[content.merge],
      );
    case 'residual': {
      const body = chainPart(content.items, settings, false);
      const { kind, detail } = content.shortcut;
      const name =
        kind === 'identity'
          ? []
          : [
              settings.words.design.shortcuts[kind] ?? kind,
              ...(detail === '' ? [] : [detail.replace(/\bs(?=\d)/, '/')]),
            ];
      return residualPart(body, name, content.activation);
    }
    case 'chain':
      return chainPart(content.items, settings, false);
    case 'layer':
      return stackPart([item], settings, false);
  }
}

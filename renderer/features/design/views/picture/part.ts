import type { Shape } from '../../../../../core/model/index.ts';
import type { Mark, TextMark } from './marks.ts';
import type { TextStyle } from './text-width.ts';

/** Something laid out: what comes in and goes out does so at `axis`, px from its left. */
export interface Part {
  readonly width: number;
  readonly height: number;
  readonly axis: number;
  /** What comes in and goes out, where it is known and worth telling. */
  readonly input?: Shape | undefined;
  readonly output?: Shape | undefined;
  draw(x: number, y: number): readonly Mark[];
}

export const small: TextStyle = { size: 9.5 };

/** Height of what only follows a layer: a norm, an activation. */
export const stripHeight = 17;

export function text(
  words: string,
  x: number,
  y: number,
  { size, bold = false }: TextStyle,
  anchor: TextMark['anchor'],
  muted = false,
): TextMark {
  return { kind: 'text', x, y, text: words, size, bold, muted, anchor };
}

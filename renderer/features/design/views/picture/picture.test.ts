import { describe, expect, it } from 'vitest';
import { findPreset, parseArchitecture, presets, type Architecture } from '../../../../../core/model/index.ts';
import { en } from '../../../../i18n/en.ts';
import { zh } from '../../../../i18n/zh.ts';
import type { BoxMark, Mark } from './marks.ts';
import { drawPicture, layOut, type PictureOptions } from './picture.ts';
import { shorten, textWidth } from './text-width.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;
const options: PictureOptions = { layout: 'column', detail: 'layers', title: true, sizes: true, background: 'white' };
const words = { design: en.design, views: en.views, definitions: [] };
const chinese = { design: zh.design, views: zh.views, definitions: [] };

function networkOf(children: readonly object[], name = 'test'): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name,
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function preset(name: string): Architecture {
  const found = findPreset(name);
  if (found === undefined) throw new Error(`There is no preset ${name}`);
  return found.architecture;
}

const boxes = (marks: readonly Mark[]) =>
  marks.filter((mark): mark is BoxMark => mark.kind === 'box' && mark.look !== 'frame');

function overlap(a: BoxMark, b: BoxMark): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 0.5 && down > 0.5;
}

describe('layOut', () => {
  const looks = presets.flatMap(({ name, architecture }) =>
    (['column', 'wide'] as const).flatMap((layout) =>
      (['layers', 'blocks'] as const).map((detail) => [name, layout, detail, architecture] as const),
    ),
  );

  it.each(looks)(
    'keeps blocks of %s apart and everything on the sheet (%s, %s)',
    (_name, layout, detail, architecture) => {
      for (const spoken of [words, chinese]) {
        const { marks, width, height } = layOut(
          architecture,
          target,
          { ...options, layout, detail },
          spoken,
          'figures',
        );
        const drawn = boxes(marks);
        drawn.forEach((a, index) => {
          for (const b of drawn.slice(index + 1)) if (overlap(a, b)) expect.fail(JSON.stringify([a, b]));
        });
        for (const mark of marks) {
          if (mark.kind === 'box')
            expect(mark.x >= 0 && mark.y >= 0 && mark.x + mark.width <= width && mark.y + mark.height <= height).toBe(
              true,
            );
          if (mark.kind === 'line')
            for (const [x, y] of mark.points) expect([x > 0 && x < width, y > 0 && y < height]).toEqual([true, true]);
          if (mark.kind !== 'text') continue;
          const room = textWidth(mark.text, mark);
          const left = mark.anchor === 'start' ? mark.x : mark.x - (mark.anchor === 'end' ? room : room / 2);
          expect([mark.text, left >= 0, left + room <= width]).toEqual([mark.text, true, true]);
          const holder = drawn.find(
            (box) => mark.x >= box.x && mark.x <= box.x + box.width && mark.y >= box.y && mark.y <= box.y + box.height,
          );
          if (holder !== undefined)
            expect([mark.text, left >= holder.x, left + room <= holder.x + holder.width]).toEqual([
              mark.text,
              true,
              true,
            ]);
        }
      }
    },
  );

  it('is wide for a slide', () => {
    for (const name of ['vgg16', 'resnet18']) {
      const { width, height } = layOut(preset(name), target, { ...options, layout: 'wide' }, words, '');
      expect(width / height).toBeGreaterThan(1.2);
    }
  });

  it('draws equal blocks once, with their number', () => {
    const texts = layOut(preset('resnet110'), target, options, words, '').marks.flatMap((mark) =>
      mark.kind === 'text' ? [mark.text] : [],
    );
    expect(texts.filter((text) => text === '×17')).toHaveLength(2);
    expect(texts.filter((text) => text === '×18')).toHaveLength(1);
  });

  it('draws an empty network and one that does not fit', () => {
    expect(layOut(networkOf([]), target, options, words, '').marks.length).toBeGreaterThan(0);
    const texts = layOut(preset('lenet5'), { input: [4, 4, 1], classes: 10 }, options, words, '').marks.flatMap(
      (mark) => (mark.kind === 'text' ? [mark.text] : []),
    );
    expect(texts.some((text) => text.includes('does not fit'))).toBe(true);
  });
});

describe('drawPicture', () => {
  it('escapes names and leaves out what XML cannot hold', () => {
    const hostile = networkOf([{ id: 'a', kind: 'conv', label: '<script>&"\u0001\ud800' }], 'a < b & c');
    const { svg } = drawPicture(hostile, target, options, words, '');
    expect(svg).toContain('&lt;script&gt;&amp;');
    expect(svg).toContain('<title>a &lt; b &amp; c</title>');
    expect(svg).not.toMatch(/<script|\p{Cs}/u);
    expect(svg.includes('\u0001')).toBe(false);
    expect(svg).not.toMatch(/style=|href|NaN|undefined/);
  });

  it('shortens long names to the room there is', () => {
    const { svg } = drawPicture(
      networkOf([{ id: 'a', kind: 'conv', label: 'long '.repeat(40) }]),
      target,
      options,
      words,
      '',
    );
    expect(svg).toMatch(/>long long [^<]*…</u);
  });

  it('is transparent when asked', () => {
    expect(drawPicture(preset('lenet5'), target, { ...options, background: 'none' }, words, '').svg).not.toContain(
      '100%',
    );
  });
});

describe('shorten', () => {
  it('never takes more room than there is', () => {
    const style = { size: 11 };
    for (const text of ['Convolution', '卷积神经网络', 'W'.repeat(50), ''])
      for (const room of [20, 60, 400]) {
        const short = shorten(text, room, style);
        expect(textWidth(short, style) <= room || short === '…').toBe(true);
      }
    expect(shorten('ReLU', 100, style)).toBe('ReLU');
  });
});

import { describe, expect, it } from 'vitest';
import { presets, serializeArchitecture } from '../../../../../core/model/index.ts';
import { highlightLines } from './highlight.ts';

const textOf = (lines: ReturnType<typeof highlightLines>) =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

describe('highlightLines', () => {
  it('keeps every sign of the code', () => {
    const hostile = 'x = "<b>&amp;</b> \'"  # <script>&#x27;\n\n\tdef f(): """two\nlines"""\n';
    expect(textOf(highlightLines(hostile, 'python'))).toBe(hostile);
    for (const { architecture } of presets) {
      const document = serializeArchitecture(architecture);
      expect(textOf(highlightLines(document, 'json'))).toBe(document);
    }
  });

  it('tells parts of a language apart', () => {
    const [line] = highlightLines('def build(x): return "a" + 1', 'python');
    expect(line).toMatchObject([
      { text: 'def', kind: 'keyword' },
      { text: ' ', kind: '' },
      { text: 'build', kind: 'title' },
      { text: '(', kind: '' },
      { text: 'x', kind: 'params' },
      { text: '): ', kind: '' },
      { text: 'return', kind: 'keyword' },
      { text: ' ', kind: '' },
      { text: '"a"', kind: 'string' },
      { text: ' + ', kind: '' },
      { text: '1', kind: 'number' },
    ]);
  });

  it('colours every line of a text over several lines', () => {
    expect(highlightLines('"""a\nb"""', 'python')).toEqual([
      [{ text: '"""a', kind: 'string' }],
      [{ text: 'b"""', kind: 'string' }],
    ]);
  });
});

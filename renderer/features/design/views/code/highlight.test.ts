import { describe, expect, it } from 'vitest';
import { kerasCode, presets, serializeArchitecture } from '../../../../../core/model/index.ts';
import { type CodeLine, highlightLines, highlightPart, partsOf } from './highlight.ts';

const textOf = (lines: readonly CodeLine[]) => lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

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

  it.each([1, 7, 40])('keeps every sign in parts of %i lines, and docstrings that are cut are text', (length) => {
    for (const { architecture } of presets) {
      const code = kerasCode(architecture, { input: [32, 32, 3], classes: 10 });
      if (!code.ok) throw new Error(JSON.stringify(code.error));
      const parts = partsOf(code.value, 'python', length);
      expect(parts.reduce((sum, { lineCount }) => sum + lineCount, 0)).toBe(code.value.split('\n').length);
      const lines = parts.flatMap((part) => highlightPart(part, 'python'));
      expect(textOf(lines)).toBe(code.value);
      const strings = (all: readonly CodeLine[]) =>
        all.map((line) => line.filter(({ kind }) => kind === 'string').map(({ text }) => text));
      expect(strings(lines)).toEqual(strings(highlightLines(code.value, 'python')));
    }
  });

  it('colours every line of a text over several lines', () => {
    expect(highlightLines('"""a\nb"""', 'python')).toEqual([
      [{ text: '"""a', kind: 'string' }],
      [{ text: 'b"""', kind: 'string' }],
    ]);
  });
});

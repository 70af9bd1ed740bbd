import highlighter from 'highlight.js/lib/core';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';

highlighter.registerLanguage('json', json);
highlighter.registerLanguage('python', python);

export type CodeLanguage = 'python' | 'json';

export interface CodeToken {
  readonly text: string;
  /** `keyword`, `string`, `number`, ...: highlight.js's scopes; empty for plain text. */
  readonly kind: string;
}

export type CodeLine = readonly CodeToken[];

/** Lines of code that are coloured together. */
export interface CodePart {
  /** Of its first line, from 0. */
  readonly start: number;
  readonly text: string;
  readonly lineCount: number;
  /** In the middle of a Python docstring. */
  readonly inText: boolean;
}

/** Cuts code into parts of some lines, so that only those on the screen need be coloured. */
export function partsOf(code: string, language: CodeLanguage, length: number): readonly CodePart[] {
  const lines = code.split('\n');
  const parts: CodePart[] = [];
  let inText = false;
  for (let start = 0; start < lines.length; start += length) {
    const text = lines.slice(start, start + length).join('\n');
    parts.push({ start, text, lineCount: Math.min(length, lines.length - start), inText });
    if (language === 'python' && text.split(docstring).length % 2 === 0) inText = !inText;
  }
  return parts;
}

const docstring = '"""';

/** A part in lines of tokens. */
export function highlightPart({ text, inText }: CodePart, language: CodeLanguage): readonly CodeLine[] {
  if (!inText) return highlightLines(text, language);
  const [[first, ...others] = [], ...lines] = highlightLines(docstring + text, language);
  const rest = first?.text.slice(docstring.length) ?? '';
  return [rest === '' ? others : [{ kind: first?.kind ?? '', text: rest }, ...others], ...lines];
}

/** Code in lines of tokens. Nothing of it is ever read as markup. */
export function highlightLines(code: string, language: CodeLanguage): readonly CodeLine[] {
  const markup = highlighter.highlight(code, { language }).value;
  const lines: CodeToken[][] = [[]];
  const open: string[] = [];
  for (const [piece, scope, entity] of markup.matchAll(/<span class="([^"]*)">|<\/span>|&([^;]+);|[^<&]+/g)) {
    if (scope !== undefined) open.push(scope.replace(/^hljs-/, '').split(/[\s_]/)[0] ?? '');
    else if (piece === '</span>') open.pop();
    else add(lines, entity === undefined ? piece : (entities[entity] ?? piece), open.at(-1) ?? '');
  }
  return lines;
}

/** What highlight.js escapes. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

function add(lines: CodeToken[][], text: string, kind: string): void {
  text.split('\n').forEach((part, index) => {
    if (index > 0) lines.push([]);
    const line = lines.at(-1);
    const before = line?.at(-1);
    if (line === undefined || part === '') return;
    if (before?.kind === kind) line[line.length - 1] = { kind, text: before.text + part };
    else line.push({ kind, text: part });
  });
}

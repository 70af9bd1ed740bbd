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

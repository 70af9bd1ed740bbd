/** What people write (names, descriptions) as parts of Python: whatever it holds, the code stays the code. */

export const columns = 100;

/** Letters that every Python 3 takes in a name, and that look alike everywhere. */
const outsideNames =
  /[^A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3]+/u;

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** `My block` as the name of a class: `MyBlock`; `fallback` where nothing of it can be used. */
export function className(text: string, fallback: string): string {
  const joined = wordsOf(text)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  return usable(joined, fallback);
}

/** `kernelSize` or `Kernel size` as the name of a variable: `kernel_size`. */
export function variableName(text: string, fallback: string): string {
  return usable(
    wordsOf(text.replace(/([a-z0-9])([A-Z])/gu, '$1 $2'))
      .join('_')
      .toLowerCase(),
    fallback,
  );
}

/** A name that is not taken yet, which it then is. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  let unique = wanted;
  for (let number = 2; taken.has(unique); number += 1) unique = `${wanted}${String(number)}`;
  taken.add(unique);
  return unique;
}

/** Text for a comment or a docstring: one line, without what steers a screen or ends a string. */
export function plainLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .replaceAll('"', "'")
    .replaceAll('\\', '/');
}

/** Lines of at most `width` letters; a longer word is cut. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => cut(whole, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A docstring, wrapped and indented. */
export function docstring(text: string, indent: string): readonly string[] {
  const whole = plainLine(text);
  if (indent.length + whole.length + 6 <= columns) return [`${indent}"""${whole}"""`];
  return [`${indent}"""`, ...wrapText(whole, columns - indent.length).map((line) => indent + line), `${indent}"""`];
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .slice(0, 60)
    .split(outsideNames)
    .filter((word) => word !== '');
}

function usable(joined: string, fallback: string): string {
  if (joined === '') return fallback;
  const started = /^[0-9]/u.test(joined) ? fallback + joined : joined;
  return keywords.has(started) ? `${started}_` : started;
}

function cut(word: string, width: number): readonly string[] {
  const letters = Array.from(word);
  const parts: string[] = [];
  for (let start = 0; start < letters.length; start += width) parts.push(letters.slice(start, start + width).join(''));
  return parts;
}

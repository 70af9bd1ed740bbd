import { limits } from './limits.ts';
import { type ModelProblem, modelProblem } from './problem.ts';

/**
 * What a text may hold before anybody makes values of it: twice what the largest document takes. `JSON.parse` alone needs a second for ten million brackets, and
 * half of one for some hundred thousand names.
 */
const bounds = {
  /** Lists and objects in each other. A block takes three at most: itself, the list of its branches, and a branch. */
  levels: 4 * limits.depth,
  /** Lists, objects, and commas: at least as many as there are values. */
  values: 400_000,
  /** Different names of fields. */
  names: 10_000,
} as const;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const space = 0x20;

/** What holds the text together is counted, and nothing else looked at: where that is too much, and of what. What is no JSON at all is left to whoever parses. */
export function checkJsonBounds(text: string): ModelProblem | undefined {
  /** Where one is at each level: the name of a field, which is empty before the first, or the place in a list. */
  const path: (string | number)[] = [];
  const names = new Set<string>();
  let values = 0;
  const where = (): { path: string } => {
    const parts = path.filter((part) => part !== '');
    return { path: parts.map((part) => String(part).slice(0, 60)).join('/') };
  };
  const refuse = (detail: string): ModelProblem => modelProblem('unreadable', where(), { detail });
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    switch (letter) {
      case quote: {
        const end = endOfText(text, at + 1);
        if (isName(text, end + 1)) {
          const name = text.slice(at + 1, end);
          path[path.length - 1] = name;
          names.add(name);
          if (names.size > bounds.names) return refuse(`it has more than ${String(bounds.names)} different fields`);
        }
        at = end;
        break;
      }
      case openList:
      case openObject:
        if (path.length === bounds.levels) return modelProblem('too-deep', where(), { limit: limits.depth });
        path.push(letter === openList ? 0 : '');
        values += 1;
        break;
      case closeList:
      case closeObject:
        path.pop();
        break;
      case comma: {
        values += 1;
        const place = path[path.length - 1];
        if (typeof place === 'number') path[path.length - 1] = place + 1;
        break;
      }
    }
    if (values > bounds.values) return refuse(`it holds more than ${String(bounds.values)} values`);
  }
  return undefined;
}

/** The quote that ends a text which begins at `at`, or the end of it all. */
function endOfText(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const letter = text.charCodeAt(end);
    if (letter === quote) return end;
    end += letter === backslash ? 2 : 1;
  }
  return text.length;
}

function isName(text: string, behind: number): boolean {
  let at = behind;
  while (text.charCodeAt(at) <= space) at += 1;
  return text.charCodeAt(at) === colon;
}

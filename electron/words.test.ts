import { describe, expect, it } from 'vitest';
import { problemWordings, type ProblemCode } from '../core/protocol/problems.ts';
import { languageFor, wordProblem } from './words.ts';

describe('languageFor', () => {
  it.each([
    ['system', 'zh-CN', 'zh'],
    ['system', 'zh', 'zh'],
    ['system', 'de-DE', 'en'],
    ['system', '', 'en'],
    ['en', 'zh-CN', 'en'],
    ['zh', 'en-US', 'zh'],
  ] as const)('of the setting %s on a system in %s is %s', (setting, locale, language) => {
    expect(languageFor(setting, locale)).toBe(language);
  });
});

describe('wordProblem', () => {
  it('uses every fact that the English wording uses', () => {
    for (const code of Object.keys(problemWordings) as ProblemCode[]) {
      const names = [...problemWordings[code].matchAll(/\{(\w+)\}/gu)].flatMap(([, name]) => name ?? []);
      const facts = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
      const wording = wordProblem({ code, facts }, 'zh');
      expect(wording, code).not.toContain('?');
      for (const fact of Object.values(facts)) expect(wording, code).toContain(fact);
    }
  });
});

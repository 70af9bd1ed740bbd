import { describe, expect, it } from 'vitest';
import { problemWordings, type ProblemCode } from '../core/protocol/problems.ts';
import { wordProblem } from './words.ts';

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

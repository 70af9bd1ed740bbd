import { describe, expect, it } from 'vitest';
import { detailWordsZh } from './details-zh.ts';
import { because, describeDetail, detailWordings, detailWords } from './details.ts';
import { BlockyardError, problemWordings, type ProblemCode } from './problems.ts';
import { wordProblem } from './word-problem.ts';

const placesIn = (wording: string): string[] => [...wording.matchAll(/\{(\w+)\}/gu)].flatMap(([, name]) => name ?? []);

describe('wordProblem', () => {
  it('uses every fact that the English wording uses', () => {
    for (const code of Object.keys(problemWordings) as ProblemCode[]) {
      const facts = Object.fromEntries(placesIn(problemWordings[code]).map((name) => [name, `<${name}>`]));
      const wording = wordProblem({ code, facts }, 'zh');
      expect(wording, code).not.toContain('?');
      for (const fact of Object.values(facts)) expect(wording, code).toContain(fact);
    }
  });

  it('says the detail in the language of the problem', () => {
    const { problem } = new BlockyardError('dataset-corrupt', {
      path: '/x/labels',
      detail: because('labels-for-images', { labels: 4, images: 3 }),
    });
    expect(problem.facts).toEqual({ path: '/x/labels', detail: 'labels-for-images', labels: 4, images: 3 });
    expect(wordProblem(problem, 'en')).toContain('cannot be used: it holds 4 labels for 3 images. Replace');
    expect(wordProblem(problem, 'zh')).toContain('无法使用：其中有 4 个标签，却有 3 张图像。');
  });

  it('says the reason of a refused file within a detail', () => {
    const detail = because('none-became-image-as', { files: 2, such: 'a.png', reason: 'empty' });
    expect(describeDetail(detail)).toMatch(/\(a\.png: it is empty\)$/);
    expect(describeDetail(detail, detailWordsZh)).toMatch(/（a\.png：文件为空）$/);
  });

  it('leaves words as they are: of the system, and of what an earlier version kept', () => {
    const problem = { code: 'engine-crashed' as const, facts: { detail: 'signal SIGKILL', epoch: 0 } };
    expect(wordProblem(problem, 'zh')).toContain('（signal SIGKILL）');
    expect(describeDetail('EACCES', detailWordsZh)).toBe('EACCES');
    expect(describeDetail({ code: 'of-a-later-version', facts: {} })).toBe('of-a-later-version');
  });
});

describe('details', () => {
  it('are said in Chinese with the facts that the English wording has', () => {
    for (const [code, english] of Object.entries(detailWordings)) {
      const chinese = detailWordsZh.details[code as keyof typeof detailWordings];
      expect([code, placesIn(chinese).sort()]).toEqual([code, placesIn(english).sort()]);
      expect([code, chinese === english && !/^[\W{}]*$|: \{said\}$/u.test(english)]).toEqual([code, false]);
    }
    expect(Object.keys(detailWordsZh.refusals)).toEqual(Object.keys(detailWords.refusals));
  });

  it('never have a fact of the name of one of the problem around them', () => {
    const around: ProblemCode[] = ['dataset-unusable', 'dataset-corrupt', 'dataset-lost', 'unknown-format'];
    around.push('not-writable', 'unreadable-file', 'download-failed', 'data-process-ended', 'invalid-run-spec');
    around.push('engine-crashed', 'engine-out-of-memory', 'measuring-failed', 'preview-failed', 'model-failed');
    const taken = around.flatMap((code) => placesIn(problemWordings[code]));
    const own = new Set(Object.values(detailWordings).flatMap(placesIn));
    expect(taken.filter((place) => own.has(place))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { adviceWordings, modelProblemWordings } from '../../core/model/index.ts';
import { problemWordingsZh } from '../../core/protocol/problems-zh.ts';
import { problemWordings } from '../../core/protocol/problems.ts';
import { fillWording } from '../../core/protocol/wording.ts';
import { en } from './en.ts';
import { modelAdviceZh } from './model-advice.ts';
import { modelProblemsZh } from './model-problems.ts';
import { zh } from './zh.ts';

/** Every text by its path; functions are called with numbers that stand for facts. */
function texts(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value === 'function')
    return new Map([[path, String((value as (...facts: unknown[]) => unknown)('«1»', '«2»', '«3»', '«4»'))]]);
  const found = new Map<string, string>();
  for (const [key, inner] of Object.entries(value ?? {}))
    for (const [where, text] of texts(inner, `${path}/${key}`)) found.set(where, text);
  return found;
}

const facts = (text: string) => [...text.matchAll(/«\d»|\{\w+\}/gu)].map(([fact]) => fact).sort();

describe('dictionaries', () => {
  const english = texts(en);
  const chinese = texts(zh);
  // English takes the texts of presets and shortcuts from the model where it has none of its own.
  const shared = [...english.keys()].filter((path) => !path.startsWith('/design/presetTexts'));

  it('have a text for every key in both languages', () => {
    expect([...chinese.keys()].filter((path) => !path.startsWith('/design/presetTexts')).sort()).toEqual(shared.sort());
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('speak Chinese wherever they do not use a term of the field', () => {
    const same = shared.filter((path) => chinese.get(path) === english.get(path)).map((path) => chinese.get(path));
    const terms = [
      'Adam',
      'AdamW',
      'SGD',
      'RMSprop',
      'Nesterov',
      'Beta 1',
      'Beta 2',
      'Epsilon',
      'Rho',
      'L2',
      'TensorFlow',
      'TensorFlow SavedModel',
      'TensorFlow.js',
      'TensorBoard',
      'ONNX',
      'WebGPU',
      'JavaScript',
      'CBAPD',
      'Keras',
      'JSON',
      'Inception',
      'Alpha',
      '×«1»',
      '«1» «2»',
    ];
    expect(same.filter((text) => text !== undefined && !terms.includes(text))).toEqual([]);
  });

  it('leave no fact out of a translation, other than the word for the unit', () => {
    for (const path of shared) {
      const wanted = facts(english.get(path) ?? '');
      expect([path, facts(chinese.get(path) ?? '')]).toEqual([path, wanted]);
    }
  });

  it('word every problem with facts that the English wording has', () => {
    for (const [code, text] of Object.entries(problemWordingsZh)) {
      const known = facts(problemWordings[code as keyof typeof problemWordings]);
      expect([code, facts(text)]).toEqual([code, known]);
    }
    for (const [code, { what, mend }] of Object.entries(modelProblemsZh)) {
      const wording = modelProblemWordings[code as keyof typeof modelProblemWordings];
      const known = facts(wording.what + wording.mend);
      for (const fact of facts(what + mend)) expect([code, known]).toEqual([code, expect.arrayContaining([fact])]);
    }
  });

  it('word all advice with the facts, and the papers, that the English wording has', () => {
    const papers = (text: string) => [...text.matchAll(/arXiv:[\d.]+/gu)].map(([paper]) => paper);
    for (const [code, { what, why, mend }] of Object.entries(modelAdviceZh)) {
      const english = adviceWordings[code as keyof typeof adviceWordings];
      for (const [chinese, wording] of [
        [what, english.what],
        [why, english.why],
        [mend, english.mend],
      ] as const) {
        expect([code, facts(chinese)]).toEqual([code, facts(wording)]);
        expect([code, papers(chinese)]).toEqual([code, papers(wording)]);
      }
    }
  });

  it('claim that weights are kept only where there are some', () => {
    for (const [code, english] of Object.entries(problemWordings)) {
      const chinese = problemWordingsZh[code as keyof typeof problemWordingsZh];
      expect([code, chinese.includes('[epoch?')]).toEqual([code, english.includes('[epoch?')]);
      expect(fillWording(chinese, { epoch: 0 })).not.toMatch(/第 \S+ 轮|[[\]|]/u);
    }
  });
});

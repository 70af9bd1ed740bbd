import { detailWordsZh } from './details-zh.ts';
import { detailWords, spellDetail, type DetailWords } from './details.ts';
import type { Language } from './language.ts';
import { problemWordingsZh } from './problems-zh.ts';
import { problemWordings, type Problem } from './problems.ts';
import { fillWording } from './wording.ts';

export function detailWordsIn(language: Language): DetailWords {
  return language === 'zh' ? detailWordsZh : detailWords;
}

/** A problem in a person's language. */
export function wordProblem({ code, facts }: Problem, language: Language): string {
  const wordings = language === 'zh' ? problemWordingsZh : problemWordings;
  return fillWording(wordings[code], spellDetail(facts, detailWordsIn(language)));
}

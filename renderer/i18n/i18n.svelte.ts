import { type Advice, fillFacts, type ModelProblem } from '../../core/model/index.ts';
import { chosenLanguage, type Language, type LanguageChoice } from '../../core/protocol/language.ts';
import { problemWordingsZh } from '../../core/protocol/problems-zh.ts';
import type { Problem } from '../../core/protocol/problems.ts';
import { fillWording, problemWordings } from '../../core/protocol/problems.ts';
import { Format } from '../lib/format/format.ts';
import { en, type Dictionary } from './en.ts';
import { modelAdviceZh } from './model-advice.ts';
import { modelProblemsZh } from './model-problems.ts';
import { zh } from './zh.ts';

const dictionaries: Readonly<Record<Language, Dictionary>> = { en, zh };
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

class I18n {
  #tag = $state('');
  #choice = $state<LanguageChoice>('system');
  readonly language = $derived(chosenLanguage(this.#choice, this.#tag));
  readonly t = $derived(dictionaries[this.language]);
  readonly format = $derived(new Format(locales[this.language]));

  choose(choice: LanguageChoice): void {
    this.#choice = choice;
    document.documentElement.lang = this.language === 'zh' ? 'zh-Hans' : 'en';
  }

  /** The system's language as a BCP 47 tag, first as the page's engine knows it, then as the program read it. */
  useSystem(tag: string): void {
    this.#tag = tag;
    this.choose(this.#choice);
  }

  problem(problem: Problem): string {
    const wording = (this.language === 'zh' ? problemWordingsZh : problemWordings)[problem.code];
    // A rate is what a schedule made of it: nobody needs its sixteen digits.
    const shown: Problem['facts'] = {};
    for (const [name, fact] of Object.entries(problem.facts))
      shown[name] = typeof fact === 'number' && !Number.isInteger(fact) ? this.format.significant(fact, 4) : fact;
    return fillWording(wording, shown);
  }

  /** What is wrong with a network and what would mend it. */
  modelProblem(problem: ModelProblem): string {
    if (this.language === 'en') return `${problem.what} ${problem.mend}`;
    const { what, mend } = modelProblemsZh[problem.code];
    return fillFacts(`${what}${mend}`, problem.facts);
  }

  /** What was seen in a network, why it matters, and what would help. */
  advice({ code, what, why, mend, facts }: Advice): {
    readonly what: string;
    readonly why: string;
    readonly mend: string;
  } {
    if (this.language === 'en') return { what, why, mend };
    const wording = modelAdviceZh[code];
    return {
      what: fillFacts(wording.what, facts),
      why: fillFacts(wording.why, facts),
      mend: fillFacts(wording.mend, facts),
    };
  }
}

/** One for the page: what is read from it in a template follows the language. */
export const i18n = new I18n();

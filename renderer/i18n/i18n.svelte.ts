import { type Advice, fillFacts, type ModelProblem } from '../../core/model/index.ts';
import { describeDetail, type KeptDetail } from '../../core/protocol/details.ts';
import { chosenLanguage, type Language, type LanguageChoice } from '../../core/protocol/language.ts';
import type { Problem } from '../../core/protocol/problems.ts';
import type { RefusalReason } from '../../core/protocol/refusals.ts';
import { detailWordsIn, wordProblem } from '../../core/protocol/word-problem.ts';
import { Format } from '../lib/format/format.ts';
import { deviceText } from './device-text.ts';
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
    // A rate is what a schedule made of it: nobody needs its sixteen digits.
    const shown: Problem['facts'] = {};
    for (const [name, fact] of Object.entries(problem.facts))
      shown[name] = typeof fact === 'number' && !Number.isInteger(fact) ? this.format.significant(fact, 4) : fact;
    return wordProblem({ code: problem.code, facts: shown }, this.language);
  }

  /** The device that a run or a measurement names. */
  device(device: string): string {
    return deviceText(device, this.t, this.format);
  }

  /** Why a file was refused, as a sentence without its full stop. */
  refusal(reason: RefusalReason): string {
    const words = detailWordsIn(this.language).refusals[reason];
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  /** What exactly is wrong with something, as part of a sentence. */
  detail(detail: KeptDetail): string {
    return describeDetail(detail, detailWordsIn(this.language));
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

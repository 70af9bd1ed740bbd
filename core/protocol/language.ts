/** The languages in which the program speaks to a person. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** A language, or what the system uses. */
export const languageChoices = ['system', ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];

/** The language for a BCP 47 tag: Chinese of any kind, else English. */
export function languageFor(tag: string): Language {
  return /^zh\b/iu.test(tag) ? 'zh' : 'en';
}

/** @param tag of the system, which decides where the person has not. */
export function chosenLanguage(choice: LanguageChoice, tag: string): Language {
  return choice === 'system' ? languageFor(tag) : choice;
}

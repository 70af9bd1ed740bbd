import { expect, it } from 'vitest';
import { chosenLanguage, languageFor } from './language.ts';

it('is Chinese for every kind of Chinese', () => {
  expect(['zh', 'zh-CN', 'ZH-Hant-TW', 'en-US', 'de'].map(languageFor)).toEqual(['zh', 'zh', 'zh', 'en', 'en']);
});

it.each([
  ['system', 'zh-CN', 'zh'],
  ['system', 'zh', 'zh'],
  ['system', 'de-DE', 'en'],
  ['system', '', 'en'],
  ['en', 'zh-CN', 'en'],
  ['zh', 'en-US', 'zh'],
] as const)('of the setting %s on a system in %s is %s', (setting, locale, language) => {
  expect(chosenLanguage(setting, locale)).toBe(language);
});

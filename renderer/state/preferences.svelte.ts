import type { Settings } from '../../core/protocol/channels.ts';
import type { Api } from '../api/client.ts';
import type { LanguageChoice } from '../../core/protocol/language.ts';
import { i18n } from '../i18n/i18n.svelte.ts';

export type ThemeChoice = Settings['theme'];

/** The key that public/theme.js reads before the first paint. */
const themeKey = 'blockyard.theme';

/** The person's theme and language, applied to the page and kept by the program. */
export class Preferences {
  theme = $state<ThemeChoice>('system');
  language = $state<LanguageChoice>('system');
  /** Goes up when the colours change, for what draws by hand. */
  paint = $state(0);
  #api: Api;
  #light = matchMedia('(prefers-color-scheme: light)');

  constructor(api: Api) {
    this.#api = api;
    this.#light.addEventListener('change', () => {
      this.#applyTheme();
    });
  }

  async load(): Promise<void> {
    const settings = await this.#api.request('settings.get');
    this.theme = settings.theme;
    this.language = settings.language;
    this.#applyTheme();
    i18n.choose(settings.language);
  }

  async setTheme(theme: ThemeChoice): Promise<void> {
    this.theme = theme;
    this.#applyTheme();
    await this.#save();
  }

  async setLanguage(language: LanguageChoice): Promise<void> {
    this.language = language;
    i18n.choose(language);
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#api.request('settings.set', { theme: this.theme, language: this.language });
  }

  #applyTheme(): void {
    const light = this.theme === 'light' || (this.theme === 'system' && this.#light.matches);
    document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
    try {
      localStorage.setItem(themeKey, this.theme);
    } catch {
      // Without storage the next start follows the system until the settings are read.
    }
    this.paint += 1;
  }
}

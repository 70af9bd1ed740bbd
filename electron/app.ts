import { join } from 'node:path';
import { app, dialog, nativeTheme, session, shell, type BrowserWindow } from 'electron';
import type { Settings } from '../core/protocol/channels.ts';
import { chosenLanguage, type Language } from '../core/protocol/language.ts';
import { toProblem } from '../core/protocol/problems.ts';
import { wordProblem } from '../core/protocol/word-problem.ts';
import { GrantedPaths } from './granted-paths.ts';
import { openDrops, openRequests } from './ipc.ts';
import { log, openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { placesBeside, type Places } from './places.ts';
import { Quitting } from './quitting.ts';
import { lockContents } from './security/contents.ts';
import { servePage } from './security/scheme.ts';
import { lockSession } from './security/session.ts';
import type { Services } from './services.ts';
import { TrainingSigns } from './training-signs.ts';
import { readWindowState, writeWindowState, type WindowState } from './window-state.ts';
import { openWindow } from './window.ts';
import { wordsIn } from './words.ts';

/** @param bundle folder of the running bundle */
export function startApp(bundle: string): void {
  lockContents(app);
  const blockyard = new BlockyardApp(placesBeside(bundle));
  app.on('second-instance', () => blockyard.showWindow());
  app.on('activate', () => blockyard.showWindow());
  app
    .whenReady()
    .then(() => blockyard.open())
    .catch(endAfterDefect);
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) =>
      log('error', `${kind}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
  }
}

function endAfterDefect(error: unknown): void {
  log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}

/** The app from its first window to its end. */
class BlockyardApp {
  readonly #places: Places;
  readonly #developerTools = !app.isPackaged;
  readonly #stateFile = join(app.getPath('userData'), 'window.json');
  readonly #signs = new TrainingSigns(
    () => this.#language(),
    () => this.showWindow(),
  );
  readonly #quitting = new Quitting({
    activeRuns: () => this.#services?.activeRuns() ?? 0,
    activeJobs: () => this.#services?.activeJobs() ?? 0,
    close: async () => {
      await this.#saving;
      await this.#services?.close();
    },
    words: () => wordsIn(this.#language()),
  });
  readonly #granted = new GrantedPaths();
  #state: WindowState;
  #window: BrowserWindow | undefined;
  #services: Services | undefined;
  /** The writing of the window's place. */
  #saving: Promise<void> = Promise.resolve();

  constructor(places: Places) {
    this.#places = places;
    this.#state = readWindowState(this.#stateFile);
  }

  open(): void {
    openLog(join(app.getPath('userData'), 'logs', 'app.log'));
    servePage(this.#places.page);
    lockSession(session.defaultSession, this.#developerTools);
    this.#applySettings(this.#state.settings);
    const services = this.#openServices();
    openDrops(this.#granted);
    openRequests(services.then(({ handlers }) => handlers));
    services.catch((error: unknown) => this.#tellAndQuit(error));
    this.showWindow();
  }

  showWindow(): void {
    if (!app.isReady()) return;
    if (this.#window === undefined) this.#window = this.#openWindow();
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  #openWindow(): BrowserWindow {
    const window = openWindow({
      state: this.#state,
      preload: this.#places.preload,
      icon: this.#places.icon,
      developerTools: this.#developerTools,
      mayClose: () => this.#quitting.mayClose(window),
      onClose: (place) => this.#remember({ ...this.#state, ...place }),
    });
    window.on('closed', () => {
      this.#window = undefined;
    });
    return window;
  }

  async #openServices(): Promise<Services> {
    // After the window has begun to open: loading the database would delay it.
    await new Promise((resume) => setImmediate(resume));
    const { openServices } = await import('./services.ts');
    const services = await openServices(this.#places, {
      onRun: (run, sweep) => {
        if (!this.#quitting.agreed) this.#signs.take(run, sweep);
      },
      onSettings: (settings) => this.#applySettings(settings),
      words: () => wordsIn(this.#language()),
      granted: this.#granted,
    });
    this.#services = services;
    this.#applySettings(services.settings());
    return services;
  }

  #applySettings(settings: Settings): void {
    nativeTheme.themeSource = settings.theme;
    this.#state = { ...this.#state, settings };
    setMenu({
      words: wordsIn(this.#language()),
      platform: process.platform,
      developerTools: this.#developerTools,
      openLibrary: () => {
        if (this.#services !== undefined) void shell.openPath(this.#services.home);
      },
    });
  }

  #language(): Language {
    return chosenLanguage(this.#state.settings.language, app.getLocale());
  }

  #remember(state: WindowState): void {
    this.#state = state;
    this.#saving = writeWindowState(this.#stateFile, state).catch((error: unknown) =>
      log('warning', `the window's place was not saved: ${String(error)}`),
    );
  }

  /** Without its library the app has nothing to show; it says why and ends. */
  async #tellAndQuit(error: unknown): Promise<void> {
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    const words = wordsIn(this.#language());
    const options = {
      type: 'error',
      message: words('libraryTitle'),
      detail: wordProblem(toProblem(error), this.#language()),
    } as const;
    await (this.#window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(this.#window, options));
    app.exit(1);
  }
}

import { BrowserWindow, nativeTheme, screen } from 'electron';
import { log } from './log.ts';
import { pageAddress } from './security/policy.ts';
import { minimumSize, openingBounds, type WindowState } from './window-state.ts';

/** The page's background in each theme (renderer/styles/tokens.css), so that the window never flashes white. */
const backgrounds = { light: '#f5f6f8', dark: '#0f1115' } as const;

const reloadsAllowed = 3;
const reloadWindowMs = 60_000;

export interface WindowOptions {
  state: WindowState;
  /** Absolute path of the preload script. */
  preload: string;
  icon: string;
  developerTools: boolean;
  /** Asked before the window closes. */
  mayClose: () => boolean;
  /** Called while it closes, with the place to open it at next time. */
  onClose: (place: Pick<WindowState, 'bounds' | 'maximized'>) => void;
}

/** Opens the app's window, shown as soon as the page has something to show. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const { state } = options;
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...openingBounds(state.bounds, screens),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Blockyard',
    icon: options.icon,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: options.developerTools,
      // Chromium would fetch dictionaries from the network.
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize();
    window.show();
  });
  window.on('close', (event) => {
    if (!options.mayClose()) event.preventDefault();
    else options.onClose({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  followTheme(window);
  surviveCrashes(window);
  window.loadURL(pageAddress).catch((error: unknown) => log('error', `the page did not load: ${String(error)}`));
  return window;
}

function background(): string {
  return backgrounds[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
}

function followTheme(window: BrowserWindow): void {
  const recolour = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', recolour);
  window.on('closed', () => nativeTheme.off('updated', recolour));
}

/** A page that crashes is loaded again; training does not live in it and goes on. One that keeps crashing is left alone. */
function surviveCrashes(window: BrowserWindow): void {
  let reloads: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    log('error', `the page ended: ${details.reason} (${details.exitCode})`);
    const now = Date.now();
    reloads = [...reloads.filter((time) => now - time < reloadWindowMs), now];
    if (reloads.length <= reloadsAllowed) window.webContents.reload();
  });
}

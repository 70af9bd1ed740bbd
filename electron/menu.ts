import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export interface MenuOptions {
  words: Words;
  platform: string;
  developerTools: boolean;
  openLibrary: () => void;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The application menu: what the platform expects, and no more; the page has its own controls. */
export function menuTemplate({
  words,
  platform,
  developerTools,
  openLibrary,
}: MenuOptions): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac = platform === 'darwin';
  const app: MenuItemConstructorOptions = {
    label: 'Blockyard',
    submenu: [
      { role: 'about', label: words('about') },
      separator,
      { role: 'services', label: words('services') },
      separator,
      { role: 'hide', label: words('hide') },
      { role: 'hideOthers', label: words('hideOthers') },
      { role: 'unhide', label: words('showAll') },
      separator,
      { role: 'quit', label: words('quit') },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: words('file'),
    submenu: [
      { label: words('openLibrary'), click: openLibrary },
      separator,
      mac ? { role: 'close', label: words('close') } : { role: 'quit', label: words('quit') },
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: words('edit'),
    submenu: [
      { role: 'undo', label: words('undo') },
      { role: 'redo', label: words('redo') },
      separator,
      { role: 'cut', label: words('cut') },
      { role: 'copy', label: words('copy') },
      { role: 'paste', label: words('paste') },
      { role: 'selectAll', label: words('selectAll') },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: words('view'),
    submenu: [
      { role: 'resetZoom', label: words('actualSize') },
      { role: 'zoomIn', label: words('zoomIn') },
      { role: 'zoomOut', label: words('zoomOut') },
      separator,
      { role: 'togglefullscreen', label: words('fullScreen') },
      ...(developerTools
        ? [
            separator,
            { role: 'reload', label: words('reload') } as const,
            { role: 'toggleDevTools', label: words('developerTools') } as const,
          ]
        : []),
    ],
  };
  const window: MenuItemConstructorOptions = {
    role: 'window',
    label: words('window'),
    submenu: [{ role: 'minimize', label: words('minimize') }],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: words('help'),
    submenu: [{ role: 'about', label: words('about') }],
  };
  return mac ? [app, file, edit, view, window] : [file, edit, view, help];
}

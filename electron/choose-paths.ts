import { BrowserWindow, dialog } from 'electron';
import { fileName } from './file-name.ts';
import type { Words } from './words.ts';

/** Asks the person for a folder, or for files, to import. Null where they changed their mind. */
export async function choosePaths(what: 'folder' | 'files', words: Words): Promise<string[] | null> {
  return choose({
    title: words(what === 'folder' ? 'importFolder' : 'importFiles'),
    buttonLabel: words('importButton'),
    properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
  });
}

/** Asks the person for a folder of pictures to classify. Null where they changed their mind. */
export async function choosePictures(words: Words): Promise<string[] | null> {
  return choose({
    title: words('predictFolder'),
    buttonLabel: words('importButton'),
    properties: ['openDirectory'],
  });
}

async function choose(options: Electron.OpenDialogOptions): Promise<string[] | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled || filePaths.length === 0 ? null : filePaths;
}

/** Asks the person where to make a folder. Null where they changed their mind. */
export async function chooseNewFolder(suggestedName: string, words: Words): Promise<string | null> {
  const options = {
    title: words('exportTitle'),
    buttonLabel: words('exportButton'),
    defaultPath: fileName(suggestedName),
    properties: ['createDirectory'],
  } satisfies Electron.SaveDialogOptions;
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : filePath;
}

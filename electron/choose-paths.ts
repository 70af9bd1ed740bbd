import { BrowserWindow, dialog } from 'electron';
import { exportEndings, type ExportFormat } from '../core/protocol/export.ts';
import { runExportEndings, type RunExportFormat } from '../core/protocol/interchange.ts';
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

/** Asks the person for a file of weights. Null where they changed their mind. */
export async function chooseWeights(words: Words): Promise<string | null> {
  const paths = await choose({
    title: words('chooseWeights'),
    buttonLabel: words('importButton'),
    properties: ['openFile'],
    filters: [{ name: 'Safetensors', extensions: ['safetensors'] }],
  });
  return paths?.[0] ?? null;
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
  return chooseNew({
    title: words('exportTitle'),
    buttonLabel: words('exportButton'),
    defaultPath: fileName(suggestedName),
    properties: ['createDirectory'],
  });
}

/** Asks the person where to write a model. Null where they changed their mind. */
export async function chooseExport(suggestedName: string, format: ExportFormat, words: Words): Promise<string | null> {
  const ending = exportEndings[format];
  return chooseNew({
    title: words(ending === undefined ? 'exportTitle' : 'exportFileTitle'),
    buttonLabel: words('exportButton'),
    defaultPath: `${fileName(suggestedName)}${ending ?? `-${format}`}`,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
}

/** Asks the person where to write runs. Null where they changed their mind. */
export async function chooseRunExport(
  suggestedName: string,
  format: RunExportFormat,
  words: Words,
): Promise<string | null> {
  const ending = runExportEndings[format];
  return chooseNew({
    title: words(ending === undefined ? 'exportTitle' : 'exportRunTitle'),
    buttonLabel: words('exportButton'),
    defaultPath: `${fileName(suggestedName)}${ending ?? '-tensorboard'}`,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
}

/** Asks the person for a run that was exported whole. Null where they changed their mind. */
export async function chooseBundle(words: Words): Promise<string | null> {
  const paths = await choose({
    title: words('importRun'),
    buttonLabel: words('importButton'),
    filters: [{ name: words('fileBundle'), extensions: ['blockyard'] }],
    properties: ['openFile'],
  });
  return paths?.[0] ?? null;
}

async function chooseNew(options: Electron.SaveDialogOptions): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : filePath;
}

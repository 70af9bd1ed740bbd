import { BrowserWindow, dialog } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import type { SavedFile } from '../core/protocol/channels.ts';
import { storageProblem } from '../core/store/index.ts';
import { fileName } from './file-name.ts';
import type { Words } from './words.ts';

const wordsOfKinds = {
  json: 'fileJson',
  py: 'filePython',
  svg: 'fileSvg',
  png: 'filePng',
  csv: 'fileCsv',
  npy: 'fileNpy',
  html: 'fileHtml',
} as const;

/**
 * Asks the person for a place and writes the file there: the whole of it, or nothing at all. Returns its path, or null where they changed their mind.
 * @throws BlockyardError no-space, not-writable
 */
export async function saveFile({ suggestedName, kind, content }: SavedFile, words: Words): Promise<string | null> {
  const options = {
    defaultPath: `${fileName(suggestedName)}.${kind}`,
    filters: [{ name: words(wordsOfKinds[kind]), extensions: [kind] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  } satisfies Electron.SaveDialogOptions;
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return null;
  try {
    await writeFileAtomic(filePath, typeof content === 'string' ? content : Buffer.from(content));
  } catch (error) {
    throw storageProblem(error, filePath);
  }
  return filePath;
}

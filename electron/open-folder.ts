import { shell } from 'electron';
import { BlockyardError } from '../core/protocol/problems.ts';

/** Shows a folder in the system's file manager. @throws BlockyardError unreadable-file */
export async function openFolder(folder: string): Promise<undefined> {
  const failure = await shell.openPath(folder);
  if (failure !== '') throw new BlockyardError('unreadable-file', { file: folder, detail: failure });
  return undefined;
}

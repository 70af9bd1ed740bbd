import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder of the library: the database and the runs. `BLOCKYARD_HOME` names it; otherwise it is the place where the platform keeps a
 * program's data (on Linux the XDG base directory specification's data home).
 */
export function libraryHome(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  userHome = homedir(),
): string {
  const chosen = environment.BLOCKYARD_HOME;
  if (chosen !== undefined && chosen.trim() !== '') return resolve(chosen);
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Blockyard');
  if (platform === 'win32') return join(environment.APPDATA ?? join(userHome, 'AppData', 'Roaming'), 'Blockyard');
  const dataHome = environment.XDG_DATA_HOME;
  // The specification says to ignore a relative path.
  return join(dataHome?.startsWith('/') === true ? dataHome : join(userHome, '.local', 'share'), 'blockyard');
}

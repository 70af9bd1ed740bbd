import { because, type Detail } from './details.ts';
import { BlockyardError } from './problems.ts';

/** Why the system did not let something be read. @param error of Node, whose code is the system's name of it */
export function readingFault(error: unknown): Detail {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return because('no-such-file');
    case 'EACCES':
    case 'EPERM':
      return because('not-permitted');
    case 'EISDIR':
      return because('is-folder');
    default:
      return because('system-says', { said: code });
  }
}

/** A file or folder that could not be read, as a problem. */
export function unreadable(path: string, error: unknown): BlockyardError {
  return new BlockyardError('unreadable-file', { file: path, detail: readingFault(error) }, { cause: error });
}

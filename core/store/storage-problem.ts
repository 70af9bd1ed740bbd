import { BlockyardError } from '../protocol/problems.ts';

const noSpace = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];
const notWritable = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'EBUSY',
  'ENAMETOOLONG',
  'EIO',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_PERM',
  'SQLITE_IOERR',
];
const corrupt = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** What an error of the file system or of SQLite means to a person; anything unknown is given back as it is. */
export function storageProblem(error: unknown, path: string): unknown {
  if (error instanceof BlockyardError || !(error instanceof Error)) return error;
  const code = errorCode(error);
  const is = (codes: readonly string[]): boolean =>
    codes.some((known) => code === known || code.startsWith(`${known}_`));
  if (is(noSpace)) return new BlockyardError('no-space', { path }, { cause: error });
  if (is(corrupt)) return new BlockyardError('library-corrupt', { path, detail: error.message }, { cause: error });
  if (is(notWritable)) return new BlockyardError('not-writable', { path, detail: error.message }, { cause: error });
  return error;
}

/** Runs `work`; what goes wrong in it is thrown as `storageProblem` words it. */
export function storing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageProblem(error, path);
  }
}

function errorCode(error: Error): string {
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  // libsql reports a database that cannot be opened without a code of its own; 14 is SQLITE_CANTOPEN.
  return /ConnectionFailed\(.*: 14"?\)/.test(error.message) ? 'SQLITE_CANTOPEN' : '';
}

import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export type LogLevel = 'info' | 'warning' | 'error';

const sizeLimitBytes = 1_000_000;

let file: string | undefined;
let writing: Promise<void> = Promise.resolve();

/** From now on lines also go to this file; one older file of at most a megabyte is kept beside it. */
export function openLog(path: string): void {
  writing = writing
    .then(async () => {
      await mkdir(dirname(path), { recursive: true });
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      if (size > sizeLimitBytes) await rename(path, `${path}.1`);
      file = path;
    })
    .catch(ignoreFullDisk);
}

/** A line about the app itself, for a report of a defect. What concerns a run is in the run's own log. */
export function log(level: LogLevel, message: string): void {
  const line = `${new Date().toISOString()} ${level} ${message}\n`;
  if (level !== 'info') process.stderr.write(line);
  writing = writing.then(() => (file === undefined ? undefined : appendFile(file, line))).catch(ignoreFullDisk);
}

/** Waits until everything logged so far is written. */
export function flushLog(): Promise<void> {
  return writing;
}

/** A log that cannot be written must not disturb what it tells about. */
function ignoreFullDisk(): void {
  file = undefined;
}

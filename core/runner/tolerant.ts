/** A full disk or a busy library must not end the program from within a timer: the next tick tries again. */
export function tolerant(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportDefect(error);
  }
}

export function reportDefect(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

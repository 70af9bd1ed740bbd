import { forkEngineHost, openRunner, type Runner } from '../runner/index.ts';
import { libraryHome, openLibrary, type Library } from '../store/index.ts';

interface WithRunnerOptions {
  /** Whether runs that wait in the queue are started meanwhile. */
  readonly servesQueue?: boolean;
}

/** Opens the person's library for as long as `work` takes. */
export async function withRunner<T>(
  work: (runner: Runner, library: Library) => T | Promise<T>,
  { servesQueue = false }: WithRunnerOptions = {},
): Promise<T> {
  const library = openLibrary(libraryHome());
  try {
    const runner = await openRunner({ library, engineHost: forkEngineHost(), servesQueue });
    try {
      return await work(runner, library);
    } finally {
      await runner.close();
    }
  } finally {
    library.close();
  }
}

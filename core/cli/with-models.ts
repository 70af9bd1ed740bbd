import { forkEngineHost, ModelDesk, openRunner } from '../runner/index.ts';
import type { ModelProgress } from '../protocol/trained-model.ts';
import { libraryHome, openLibrary } from '../store/index.ts';

/** Asks trained models of the person's library for as long as `work` takes. */
export async function withModels<T>(
  work: (models: ModelDesk) => Promise<T>,
  onProgress?: (progress: ModelProgress) => void,
): Promise<T> {
  const library = openLibrary(libraryHome());
  try {
    const engineHost = forkEngineHost();
    const runner = await openRunner({ library, engineHost });
    const models = new ModelDesk({ home: library.home, runner, engineHost, ...(onProgress && { onProgress }) });
    try {
      return await work(models);
    } finally {
      models.close();
      await runner.close();
    }
  } finally {
    library.close();
  }
}

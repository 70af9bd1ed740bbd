import type { ModelDesk } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';

type ModelRequest = Extract<keyof Handlers, `models.${string}`>;

/** What the requests about trained models do. */
export function modelHandlers(models: ModelDesk): Pick<Handlers, ModelRequest> {
  return {
    'models.evaluate': (input) => models.ask('models.evaluate', input),
    'models.predict': (input) => models.ask('models.predict', input),
    'models.cancel': () => {
      models.cancel();
      return undefined;
    },
  };
}

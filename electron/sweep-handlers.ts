import type { SweepDesk } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';

type SweepRequest = Extract<keyof Handlers, `sweeps.${string}`>;

/** What the requests about sweeps and studies do. */
export function sweepHandlers(desk: SweepDesk): Pick<Handlers, SweepRequest> {
  return {
    'sweeps.list': () => desk.list(),
    'sweeps.get': ({ id }) => desk.get(id),
    'sweeps.epochs': ({ id }) => desk.epochs(id),
    'sweeps.start': (order) => desk.start(order),
    'sweeps.stop': ({ id }) => {
      desk.stop(id);
      return undefined;
    },
    'sweeps.remove': ({ id }) => desk.remove(id),
    'sweeps.recover': ({ id }) => desk.recover(id),
  };
}

import type { SweepDesk } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { checkFile } from './transfer-handlers.ts';

type SweepRequest = Extract<keyof Handlers, `sweeps.${string}`>;

/** What the requests about sweeps and studies do. */
export function sweepHandlers(desk: SweepDesk, granted: GrantedPaths): Pick<Handlers, SweepRequest> {
  return {
    'sweeps.list': () => desk.list(),
    'sweeps.get': ({ id }) => desk.get(id),
    'sweeps.epochs': ({ id }) => desk.epochs(id),
    'sweeps.start': (order) => {
      if ('sweep' in order) checkFile(granted, order.sweep.base.transfer);
      return desk.start(order);
    },
    'sweeps.stop': ({ id }) => {
      desk.stop(id);
      return undefined;
    },
    'sweeps.remove': ({ id }) => desk.remove(id),
    'sweeps.recover': ({ id }) => desk.recover(id),
  };
}

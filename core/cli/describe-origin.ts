import type { RunOrigin } from '../protocol/run-spec.ts';

const origins = {
  again: 'repeats',
  fork: 'forked from',
  continue: 'goes on from',
  sweep: 'of the sweep',
  import: 'imported from a bundle',
} as const satisfies Record<RunOrigin['kind'], string>;

/** `forked from 20260102-k3f9tq` */
export function describeOrigin({ kind, run, sweep }: RunOrigin): string {
  return `${origins[kind]} ${(kind === 'sweep' ? sweep : run) ?? ''}`.trim();
}

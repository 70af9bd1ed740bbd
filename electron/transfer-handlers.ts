import { lookAtWeights } from '../core/runner/index.ts';
import type { Transfer } from '../core/protocol/transfer.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import { chooseWeights } from './choose-paths.ts';
import type { GrantedPaths } from './granted-paths.ts';
import type { Words } from './words.ts';

type TransferRequest = Extract<keyof Handlers, `transfer.${string}`>;

/** What the requests about trained weights to begin with do. */
export function transferHandlers(
  library: Library,
  granted: GrantedPaths,
  words: () => Words,
): Pick<Handlers, TransferRequest> {
  return {
    'transfer.look': (choice) => {
      checkFile(granted, choice);
      return lookAtWeights(library, choice);
    },
    'transfer.chooseFile': async () => {
      const path = await chooseWeights(words());
      if (path !== null) granted.grant([path]);
      return path;
    },
  };
}

/** A file is read only where a person chose it. Of weights whose hash is noted, a run's copy is taken, and the file is not looked at. */
export function checkFile(granted: GrantedPaths, transfer: Pick<Transfer, 'from' | 'hash'> | undefined): void {
  if (transfer?.from.kind === 'file' && transfer.hash === undefined) granted.check([transfer.from.path]);
}

import { explode, explodeAll, serializeArchitecture } from '../model/index.ts';
import { InvalidNetworkError } from './invalid-network.ts';
import { loadNetwork } from './load-network.ts';

/**
 * Prints the network as a document with blocks in the place of what stands for them: those with the given ids, or all down to the layers.
 * @throws InvalidNetworkError for an id that is not there or does not stand for others, and for a network that would be too large
 */
export async function explodeNetwork(source: string, ids: readonly string[]): Promise<void> {
  const { architecture } = await loadNetwork(source);
  let exploded = architecture;
  for (const id of ids) {
    const result = explode(exploded, id);
    if (!result.ok) throw new InvalidNetworkError(source, result.error);
    exploded = result.value;
  }
  if (ids.length === 0) {
    const result = explodeAll(architecture);
    if (!result.ok) throw new InvalidNetworkError(source, result.error);
    exploded = result.value;
  }
  process.stdout.write(serializeArchitecture(exploded));
}

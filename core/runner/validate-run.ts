import { promises } from 'node:fs';
import { datasetFolder, datasetSummary } from '../data/index.ts';
import {
  freezeNodes,
  inferArchitecture,
  nodesWithin,
  parseArchitecture,
  trainedWeights,
  type Architecture,
  type Network,
} from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { runSpecSchema, type RunSpec } from '../protocol/run-spec.ts';
import { invalidSetting } from '../protocol/setting-fault.ts';

export interface ValidRun {
  /** With a complete architecture: every field and every id is there. */
  readonly spec: RunSpec;
  readonly architecture: Architecture;
  readonly network: Network;
  readonly datasetFolder: string;
  /** Values in all weights. */
  readonly parameters: number;
}

/** Room for the database and the events, apart from the weights. */
const workingBytes = 32 * 1024 * 1024;

/**
 * Everything that can be known to be wrong with a run before it starts.
 * @param home the library, for its imported datasets
 * @throws BlockyardError invalid-run-spec, invalid-architecture, unknown-dataset, dataset-missing, dataset-corrupt
 */
export function validateRun(input: unknown, home?: string): ValidRun {
  const parsed = runSpecSchema.safeParse(input);
  if (!parsed.success) throw invalidSetting(parsed.error, 'of the run');
  const spec = parsed.data;
  const summary = datasetSummary(spec.data.dataset, home);
  if (spec.data.validation.kind === 'test' && summary.testSize === 0) {
    const detail = because('no-test-images', { dataset: summary.name });
    throw new BlockyardError('invalid-run-spec', { path: 'data.validation', detail });
  }
  const architecture = parseArchitecture(spec.architecture);
  if (!architecture.ok) throw architectureProblem(spec.name, architecture.error);
  const { network, problems, totals } = inferArchitecture(architecture.value, {
    input: summary.shape,
    classes: summary.classes.length,
  });
  if (network === undefined) throw architectureProblem(architecture.value.name, problems);
  return {
    spec: { ...spec, architecture: architecture.value },
    architecture: architecture.value,
    network: withFrozen(network, architecture.value, spec),
    datasetFolder: datasetFolder(spec.data.dataset, home),
    parameters: totals.params.total,
  };
}

/** @throws BlockyardError invalid-run-spec where a block is not there, or nothing is left to train */
function withFrozen(network: Network, architecture: Architecture, { transfer }: RunSpec): Network {
  if (transfer === undefined) return network;
  for (const name of ['frozen', 'fresh'] as const) {
    const [missing] = nodesWithin(architecture, transfer[name]).unknown;
    if (missing === undefined) continue;
    const detail = because('no-such-block', { network: architecture.name, block: missing });
    throw new BlockyardError('invalid-run-spec', { path: `transfer.${name}`, detail });
  }
  const frozen = freezeNodes(network, nodesWithin(architecture, transfer.frozen).inside);
  if (frozen.layers.some((layer) => trainedWeights(layer).length > 0)) return frozen;
  throw new BlockyardError('invalid-run-spec', { path: 'transfer.frozen', detail: because('all-frozen') });
}

/**
 * Refuses to start a run whose weights would not fit on the disk: the last and the best, each with up to two optimizer slots a weight.
 * @throws BlockyardError no-space
 */
export async function checkSpace(folder: string, parameters: number): Promise<void> {
  // Node 16, inside the development-only Electron, does not have it; there the engine finds out.
  if (!('statfs' in promises)) return;
  const { bavail, bsize } = await promises.statfs(folder);
  if (bavail * bsize < workingBytes + 2 * 3 * 4 * parameters) throw new BlockyardError('no-space', { path: folder });
}

import {
  inferArchitecture,
  isNodeKind,
  type Architecture,
  type Network,
  type NodeKind,
  type Target,
} from '../../../core/model/index.ts';

/** What a line of the library tells about a network. */
export interface NetworkFacts {
  readonly depth: number;
  readonly parameters: number;
  /** From the input to the output, at most `stripLength`: those of longer networks are thinned out evenly. */
  readonly strip: readonly StripLayer[];
}

export interface StripLayer {
  readonly kind: NodeKind;
  /** How wide it is, 0 to 1 on a logarithmic scale: of its channels or units. */
  readonly width: number;
}

const stripLength = 22;
const widest = 4096;
/** What gives a network its form, and not the layers that go with each of them. */
const formative: readonly string[] = [
  'conv',
  'depthwiseConv',
  'maxPool',
  'avgPool',
  'globalAvgPool',
  'globalMaxPool',
  'dense',
];

export function networkFacts(architecture: Architecture, target: Target): NetworkFacts {
  const { totals, network } = inferArchitecture(architecture, target);
  return { depth: totals.depth, parameters: totals.params.total, strip: stripOf(network) };
}

function stripOf(network: Network | undefined): StripLayer[] {
  const layers = (network?.layers ?? []).flatMap(({ op: { kind }, output }) =>
    isNodeKind(kind) && formative.includes(kind)
      ? [{ kind, width: Math.min(1, Math.log2(output.at(-1) ?? 1) / Math.log2(widest)) }]
      : [],
  );
  const step = Math.max(1, layers.length / stripLength);
  return layers.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

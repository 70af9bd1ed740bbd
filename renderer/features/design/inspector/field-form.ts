import type { FieldName, Node } from '../../../../core/model/index.ts';

/** How a form shows a field. */
export interface FieldForm {
  /** Counted in places of the feature map. */
  readonly pixels?: true;
  /** Rarely changed, and kept out of the way. */
  readonly advanced?: true;
  /** Shift and an arrow key go to the next multiple of this. */
  readonly largeStep?: number;
}

const plain: FieldForm = {};
const pixels: FieldForm = { pixels: true };
const advanced: FieldForm = { advanced: true };

const forms = {
  filters: { largeStep: 16 },
  kernelSize: pixels,
  strides: pixels,
  padding: plain,
  dilationRate: { pixels: true, advanced: true },
  groups: advanced,
  useBias: plain,
  activation: plain,
  kernelInitializer: advanced,
  kernelL2: advanced,
  biasL2: advanced,
  pointwiseL2: advanced,
  gammaL2: advanced,
  betaL2: advanced,
  depthMultiplier: plain,
  epsilon: advanced,
  momentum: advanced,
  alpha: plain,
  poolSize: pixels,
  pool: plain,
  poolStrides: pixels,
  poolPadding: advanced,
  batchNorm: plain,
  dropout: plain,
  rate: plain,
  units: { largeStep: 32 },
  merge: plain,
  shortcut: plain,
  shortcutBatchNorm: advanced,
  preActivation: advanced,
  times: plain,
  first: plain,
  blocks: plain,
  block: plain,
  expansion: plain,
  branches: plain,
  definition: plain,
  knobs: plain,
} satisfies Record<FieldName, FieldForm>;

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(forms, name);
}

/** A field that no block of this program has is shown plainly. */
export function formOf(name: string): FieldForm {
  return isFieldName(name) ? forms[name] : plain;
}

const projecting: ReadonlySet<string> = new Set(['auto', 'projection']);
const ofProjections: ReadonlySet<string> = new Set(['shortcutBatchNorm', 'kernelInitializer', 'kernelL2']);
const ofPooling: ReadonlySet<string> = new Set(['poolSize', 'poolStrides', 'poolPadding']);

/** Whether a field does anything as the node's other fields are: what has no effect need not be shown. */
export function hasEffect(node: Node, name: string): boolean {
  if (name === 'biasL2') return 'useBias' in node && node.useBias;
  if (node.kind === 'activation') return name !== 'alpha' || ['leakyRelu', 'elu'].includes(node.activation);
  if (node.kind === 'cbapd') return node.pool !== 'none' || !ofPooling.has(name);
  if (node.kind === 'residual') return projecting.has(node.shortcut) || !ofProjections.has(name);
  return node.kind !== 'stage' || node.block === 'bottleneck' || name !== 'expansion';
}

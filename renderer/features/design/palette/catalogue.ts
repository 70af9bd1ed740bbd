import type { NodeDraft, NodeKind } from '../../../../core/model/index.ts';

export type CatalogueSection = 'blocks' | 'layers' | 'containers';

/** One thing that the palette offers. */
export interface CatalogueEntry {
  /** The kind, or what it is called apart from its kind. */
  readonly id: NodeKind | 'classifier';
  readonly kind: NodeKind;
  readonly section: CatalogueSection;
  /** What is put into the network. */
  readonly draft: NodeDraft;
  /** A few signs that need no translation. */
  readonly sign?: string;
  /** What else it is looked for by, in any language. */
  readonly also: readonly string[];
}

type Offered = Exclude<NodeKind, 'custom'>;

/**
 * Where each kind is offered, and what a new one has that differs from the language's defaults: layers that a person may put in a row have an
 * activation, since without one they would be no more than one layer, and what is named after two branches has two.
 */
const offers = {
  cbapd: { section: 'blocks', also: ['feature extractor'] },
  inception: { section: 'blocks', also: ['googlenet', 'szegedy'], sign: '∥' },
  resnetBasic: { section: 'blocks', also: ['residual', 'shortcut', 'skip'], sign: 'x+F' },
  resnetBottleneck: { section: 'blocks', also: ['resnet', 'residual', 'skip'], sign: '1·3·1' },
  stage: { section: 'blocks', also: ['resnet', 'group'], sign: '×n' },
  conv: { section: 'layers', also: ['conv2d'], values: { activation: 'relu' } },
  separableConv: { section: 'layers', also: ['xception', 'mobilenet'], values: { activation: 'relu' } },
  depthwiseConv: { section: 'layers', also: ['dw', 'mobilenet'], values: { activation: 'relu' } },
  batchNorm: { section: 'layers', also: ['bn', 'normalization'] },
  activation: {
    section: 'layers',
    also: ['relu', 'leaky relu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh', 'softmax'],
  },
  maxPool: { section: 'layers', also: ['mp', 'pooling'] },
  avgPool: { section: 'layers', also: ['ap', 'pooling', 'mean'] },
  globalAvgPool: { section: 'layers', also: ['gap', 'pooling', 'mean'] },
  globalMaxPool: { section: 'layers', also: ['gmp', 'pooling'] },
  dropout: { section: 'layers' },
  spatialDropout: { section: 'layers', values: { rate: 0.2 } },
  zeroPad: { section: 'layers', also: ['pad'] },
  flatten: { section: 'layers' },
  dense: { section: 'layers', also: ['fc', 'fully connected', 'linear'], values: { units: 128, activation: 'relu' } },
  residual: { section: 'containers', also: ['skip', 'shortcut', 'add'], sign: 'x+F' },
  branches: { section: 'containers', also: ['parallel', 'concat'], sign: '∥', values: { branches: [[], []] } },
  repeat: { section: 'containers', also: ['times', 'loop'], sign: '×n' },
  sequence: { section: 'containers', also: ['group'] },
} as const satisfies Record<
  Offered,
  { section: CatalogueSection; also?: readonly string[]; sign?: string; values?: Readonly<Record<string, unknown>> }
>;

/** Everything that can be put into a network, in the order in which it is shown. */
export const catalogue: readonly CatalogueEntry[] = [
  ...(Object.keys(offers) as Offered[]).map((kind): CatalogueEntry => {
    const offer: { section: CatalogueSection; also?: readonly string[]; sign?: string; values?: object } = offers[kind];
    const entry = { id: kind, kind, section: offer.section, draft: { kind, ...offer.values }, also: offer.also ?? [] };
    return offer.sign === undefined ? entry : { ...entry, sign: offer.sign };
  }),
  {
    id: 'classifier',
    kind: 'dense',
    section: 'layers',
    draft: { kind: 'dense', units: 'classes', activation: 'softmax' },
    also: ['softmax', 'output', 'head', 'classes', 'dense'],
  },
];

export const sections: readonly CatalogueSection[] = ['blocks', 'layers', 'containers'];

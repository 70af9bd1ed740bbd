import type { BlockDefinition, Node, NodeKind } from '../../../core/model/index.ts';

/** What blocks can be called by. */
export interface TitleWords {
  readonly kinds: Readonly<Record<NodeKind, string>>;
  /** The network's own blocks, whose instances have their name. */
  readonly definitions: readonly Pick<BlockDefinition, 'id' | 'name'>[];
}

/** Where there is room for a word only, a convolution is called by its kernel, an activation by its function. */
export function nodeTitle(node: Node, { kinds, definitions }: TitleWords, small: boolean): string {
  if (node.label !== undefined) return node.label;
  if (node.kind === 'custom') return definitions.find(({ id }) => id === node.definition)?.name ?? kinds.custom;
  if (node.kind === 'activation') return properName(node.activation);
  if (small && node.kind === 'conv') return node.kernelSize.join('×');
  return kinds[node.kind];
}

export function nodeDetail(node: Node, summary: string, small: boolean): string {
  if (node.kind === 'activation') return '';
  const text = summary
    .replace(/(\d)x(\d)/g, '$1×$2')
    .replace(/^(\d+) x /, '$1 × ')
    .replace(/^x(\d)/, '×$1')
    // Shortcuts are chosen by the sizes unless something else is said.
    .replace(/ auto$/, '');
  return small && node.kind === 'conv' ? text.replace(/^\S+\s*/, '').replace(/^\/ /, '/') : text;
}

const properNames: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'Leaky ReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  swish: 'Swish',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
  linear: 'Linear',
  glorotUniform: 'Glorot uniform',
  heNormal: 'He normal',
};

/** A function or an initializer as the papers write it. */
export function properName(name: string): string {
  return properNames[name] ?? name;
}

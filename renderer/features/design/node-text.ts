import type { Node, NodeKind } from '../../../core/model/index.ts';

/** Where there is room for a word only, a convolution is called by its kernel, an activation by its function. */
export function nodeTitle(node: Node, kinds: Readonly<Record<NodeKind, string>>, small: boolean): string {
  if (node.label !== undefined) return node.label;
  if (node.kind === 'activation') return properName(node.activation);
  if (small && node.kind === 'conv') return node.kernelSize.join('×');
  return kinds[node.kind];
}

export function nodeDetail(node: Node, summary: string, small: boolean): string {
  if (node.kind === 'activation') return '';
  const text = summary
    .replace(/(\d)x(\d)/g, '$1×$2')
    .replace(/^(\d+) x /, '$1 × ')
    .replace(/^x(\d)/, '×$1');
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

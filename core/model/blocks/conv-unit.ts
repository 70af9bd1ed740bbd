import type { ActivationFunction } from '../network.ts';
import type { Node } from '../node.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { type ConvNode, conv } from './conv.ts';

/** Convolution without bias, batch norm and activation, as composites use them; the batch norm's shift stands for the bias. */
export function convNormActivation(
  id: string,
  values: Partial<Omit<ConvNode, 'id' | 'kind'>>,
  after: ActivationFunction,
): readonly Node[] {
  const nodes: Node[] = [conv.create(id, { useBias: false, ...values }), batchNorm.create(`${id}.batchNorm`)];
  if (after !== 'linear') nodes.push(activation.create(`${id}.activation`, { activation: after }));
  return nodes;
}

/** The pre-activation order (He et al. 2016, arXiv:1603.05027). */
export function normActivationConv(
  id: string,
  values: Partial<Omit<ConvNode, 'id' | 'kind'>>,
  before: ActivationFunction,
): readonly Node[] {
  const nodes: Node[] = [batchNorm.create(`${id}.batchNorm`)];
  if (before !== 'linear') nodes.push(activation.create(`${id}.activation`, { activation: before }));
  return [...nodes, conv.create(id, { useBias: false, ...values })];
}

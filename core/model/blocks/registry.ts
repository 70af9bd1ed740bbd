import type { Block, ContainerBlock } from '../block.ts';
import type { Node, NodeKind } from '../node.ts';
import { activation } from './activation.ts';
import { avgPool } from './avg-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { branches } from './branches.ts';
import { cbapd } from './cbapd.ts';
import { conv } from './conv.ts';
import { custom } from './custom.ts';
import { dense } from './dense.ts';
import { depthwiseConv } from './depthwise-conv.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalAvgPool } from './global-avg-pool.ts';
import { globalMaxPool } from './global-max-pool.ts';
import { inception } from './inception.ts';
import { maxPool } from './max-pool.ts';
import { repeat } from './repeat.ts';
import { residual } from './residual.ts';
import { resnetBasic } from './resnet-basic.ts';
import { resnetBottleneck } from './resnet-bottleneck.ts';
import { separableConv } from './separable-conv.ts';
import { sequence } from './sequence.ts';
import { spatialDropout } from './spatial-dropout.ts';
import { stage } from './stage.ts';
import { zeroPad } from './zero-pad.ts';

const registry = {
  conv,
  depthwiseConv,
  separableConv,
  batchNorm,
  activation,
  maxPool,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  dropout,
  spatialDropout,
  flatten,
  dense,
  zeroPad,
  sequence,
  branches,
  residual,
  repeat,
  cbapd,
  inception,
  resnetBasic,
  resnetBottleneck,
  stage,
  custom,
} satisfies { readonly [K in NodeKind]: Block<Extract<Node, { kind: K }>> };

/** Every kind of block, in the order in which an editor offers them. */
export const blocks: Readonly<Record<NodeKind, Block>> = registry;

export const nodeKinds = Object.keys(registry) as readonly NodeKind[];

export function isNodeKind(value: unknown): value is NodeKind {
  return typeof value === 'string' && Object.hasOwn(registry, value);
}

/** A node's lists of children; none for a layer or a composite. */
export function childLists(node: Node): readonly (readonly Node[])[] {
  const block = blocks[node.kind];
  return block.category === 'container' ? block.children(node) : [];
}

/** The path of the child at `index` of the list `list`, after its parent's. */
export function childPath(block: ContainerBlock, list: number, index: number): string {
  const { name, type } = block.childField;
  return type === 'list' ? `${name}/${String(index)}` : `${name}/${String(list)}/${String(index)}`;
}

/** A node with every field at its default. */
export function createNode(kind: NodeKind, id: string): Node {
  return blocks[kind].create(id);
}

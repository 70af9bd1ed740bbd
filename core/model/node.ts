import type { FieldValues, Fields } from './fields.ts';
import type { ActivationNode } from './blocks/activation.ts';
import type { AvgPoolNode } from './blocks/avg-pool.ts';
import type { BatchNormNode } from './blocks/batch-norm.ts';
import type { BranchesNode } from './blocks/branches.ts';
import type { CbapdNode } from './blocks/cbapd.ts';
import type { ConvNode } from './blocks/conv.ts';
import type { CustomNode } from './blocks/custom.ts';
import type { DenseNode } from './blocks/dense.ts';
import type { DepthwiseConvNode } from './blocks/depthwise-conv.ts';
import type { DropoutNode } from './blocks/dropout.ts';
import type { FlattenNode } from './blocks/flatten.ts';
import type { GlobalAvgPoolNode } from './blocks/global-avg-pool.ts';
import type { GlobalMaxPoolNode } from './blocks/global-max-pool.ts';
import type { InceptionNode } from './blocks/inception.ts';
import type { MaxPoolNode } from './blocks/max-pool.ts';
import type { RepeatNode } from './blocks/repeat.ts';
import type { ResidualNode } from './blocks/residual.ts';
import type { ResnetBasicNode } from './blocks/resnet-basic.ts';
import type { ResnetBottleneckNode } from './blocks/resnet-bottleneck.ts';
import type { SeparableConvNode } from './blocks/separable-conv.ts';
import type { SequenceNode } from './blocks/sequence.ts';
import type { SpatialDropoutNode } from './blocks/spatial-dropout.ts';
import type { StageNode } from './blocks/stage.ts';
import type { ZeroPadNode } from './blocks/zero-pad.ts';

/** What every node of an architecture has. */
export interface NodeBase<K extends string = string> {
  /** Unique in its document, and kept through every edit: layer names, weights and reports hang on it. */
  readonly id: string;
  readonly kind: K;
  /** A person's own name for the block. */
  readonly label?: string;
}

/** A node of a block whose fields are `F`. */
export type NodeWith<K extends string, F extends Fields> = NodeBase<K> & FieldValues<F>;

/** A node of a document after parsing: every field is present. */
export type Node =
  | ActivationNode
  | AvgPoolNode
  | BatchNormNode
  | BranchesNode
  | CbapdNode
  | ConvNode
  | CustomNode
  | DenseNode
  | DepthwiseConvNode
  | DropoutNode
  | FlattenNode
  | GlobalAvgPoolNode
  | GlobalMaxPoolNode
  | InceptionNode
  | MaxPoolNode
  | RepeatNode
  | ResidualNode
  | ResnetBasicNode
  | ResnetBottleneckNode
  | SeparableConvNode
  | SequenceNode
  | SpatialDropoutNode
  | StageNode
  | ZeroPadNode;

export type NodeKind = Node['kind'];

/** Names of the fields of blocks: what a node holds besides what all nodes have and the nodes in it. */
export type FieldName<N extends Node = Node> = N extends Node
  ? {
      [K in keyof N]-?: K extends keyof NodeBase
        ? never
        : N[K] extends readonly Node[] | readonly (readonly Node[])[]
          ? never
          : K;
    }[keyof N]
  : never;

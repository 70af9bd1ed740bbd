import { blocks, type Architecture, type Node, type NodeKind } from '../../../core/model/index.ts';
import { applyOverrides } from '../../../core/model/overrides.ts';
import { sequence } from '../../../core/model/blocks/sequence.ts';

export interface Expansion {
  /** The same network without composites and repeats: only layers, sequences, branches and residuals. */
  readonly architecture: Architecture;
  /** What a container of the expansion stands for, outermost first, by its id: the composite or repeat that a person wrote. */
  readonly origins: ReadonlyMap<string, readonly Node[]>;
}

/** Puts in place of every composite what it stands for and of every repeat its repetitions, so that all that is inside has a report of its own. */
export function expandArchitecture(architecture: Architecture): Expansion {
  const origins = new Map<string, Node[]>();
  const remember = (id: string, node: Node) => origins.set(id, [...(origins.get(id) ?? []), node]);

  function expand(written: Node, prefix: string): Node {
    const node: Node = prefix === '' ? written : { ...written, id: `${prefix}${written.id}` };
    if (node.kind === 'repeat') {
      remember(node.id, node);
      const children: Node[] = [];
      for (let time = 1; time <= node.times; time += 1) {
        const repeated = time === 1 ? applyOverrides(node.children, node.first) : node.children;
        children.push(...repeated.map((child) => expand(child, `${node.id}.${time}.`)));
      }
      return sequence.create(node.id, { children });
    }
    const block = blocks[node.kind];
    switch (block.category) {
      case 'layer':
        return node;
      case 'container':
        return block.withChildren(
          node,
          block.children(node).map((list) => list.map((child) => expand(child, prefix))),
        );
      case 'composite':
        remember(node.id, node);
        // Ids inside start with the composite's own, so they need no prefix.
        return expand(block.expand(node), '');
    }
  }

  const children = architecture.root.children.map((child) => expand(child, ''));
  return { architecture: { ...architecture, root: { ...architecture.root, children } }, origins };
}

/** Families of blocks that share a colour. */
export type Tone = 'conv' | 'norm' | 'act' | 'pool' | 'drop' | 'dense' | 'frame';

export const tones = {
  conv: 'conv',
  depthwiseConv: 'conv',
  separableConv: 'conv',
  batchNorm: 'norm',
  activation: 'act',
  maxPool: 'pool',
  avgPool: 'pool',
  globalAvgPool: 'pool',
  globalMaxPool: 'pool',
  dropout: 'drop',
  spatialDropout: 'drop',
  flatten: 'frame',
  dense: 'dense',
  zeroPad: 'frame',
  sequence: 'frame',
  branches: 'norm',
  residual: 'accent',
  repeat: 'frame',
  cbapd: 'conv',
  inception: 'norm',
  resnetBasic: 'accent',
  resnetBottleneck: 'accent',
  stage: 'frame',
} as const satisfies Record<NodeKind, Tone | 'accent'>;

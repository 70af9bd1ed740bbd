import type { NodeKind } from '../../../../core/model/index.ts';
import type { TowerItem } from './tower.ts';

/** What is drawn as one card: a layer, and the batch norm and the activation behind a convolution, which belong to it. */
export interface PreviewUnit {
  readonly item: TowerItem;
  readonly tail: readonly TowerItem[];
}

const convolutions: ReadonlySet<NodeKind> = new Set(['conv', 'depthwiseConv', 'separableConv']);

export function previewUnits(items: readonly TowerItem[]): readonly PreviewUnit[] {
  const units: PreviewUnit[] = [];
  for (let index = 0; index < items.length;) {
    const item = items[index];
    if (item === undefined) break;
    const tail: TowerItem[] = [];
    if (convolutions.has(item.node.kind))
      for (const kind of ['batchNorm', 'activation'] as const) {
        const next = items[index + 1 + tail.length];
        if (next?.node.kind === kind && next.times === 1) tail.push(next);
      }
    units.push({ item, tail });
    index += 1 + tail.length;
  }
  return units;
}

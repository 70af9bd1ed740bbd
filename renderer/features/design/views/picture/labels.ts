import { blocks, type BlockDefinition, type Node, type Shape } from '../../../../../core/model/index.ts';
import type { Dictionary } from '../../../../i18n/en.ts';
import { formatDimensions } from '../../../../lib/format/format.ts';
import { nodeDetail, properName } from '../../node-text.ts';

export interface PictureWords extends Pick<Dictionary, 'design' | 'views'> {
  /** The person's own blocks have names of their own. */
  readonly definitions: readonly Pick<BlockDefinition, 'id' | 'name'>[];
}

/** What a block is called in a picture, as papers call it: `3×3 conv, 64, /2`. */
export function pictureLabel(
  node: Node,
  output: Shape | undefined,
  { design, views, definitions }: PictureWords,
): string {
  if (node.label !== undefined) return node.label;
  if (node.kind === 'custom') return definitions.find(({ id }) => id === node.definition)?.name ?? design.kinds.custom;
  const words = views.picture.layers;
  switch (node.kind) {
    case 'conv':
      return join(`${formatDimensions(node.kernelSize)} ${words.conv}`, node.filters, stride(node.strides));
    case 'separableConv':
      return join(`${formatDimensions(node.kernelSize)} ${words.separable}`, node.filters, stride(node.strides));
    case 'depthwiseConv':
      return join(`${formatDimensions(node.kernelSize)} ${words.depthwise}`, stride(node.strides));
    case 'maxPool':
      return join(`${formatDimensions(node.poolSize)} ${words.maxPool}`, stride(node.strides ?? node.poolSize));
    case 'avgPool':
      return join(`${formatDimensions(node.poolSize)} ${words.avgPool}`, stride(node.strides ?? node.poolSize));
    case 'repeat':
      return `${design.kinds.repeat} ×${String(node.times)}`;
    case 'cbapd':
      return join(nodeDetail(node, blocks.cbapd.summary(node), false).replace(' / ', ', '));
    case 'activation':
      return properName(node.activation);
    case 'dropout':
    case 'spatialDropout':
      return `${design.kinds[node.kind]} ${String(node.rate)}`;
    case 'dense':
      return join(design.kinds.dense, output === undefined ? undefined : output[output.length - 1]);
    case 'batchNorm':
    case 'branches':
    case 'flatten':
    case 'globalAvgPool':
    case 'globalMaxPool':
    case 'inception':
    case 'residual':
    case 'resnetBasic':
    case 'resnetBottleneck':
    case 'sequence':
    case 'stage':
    case 'zeroPad': {
      const filters = 'filters' in node && typeof node.filters === 'number' ? node.filters : undefined;
      const strides = 'strides' in node ? stride(node.strides) : undefined;
      return join(design.kinds[node.kind], filters, strides);
    }
  }
}

function stride([down, across]: readonly [number, number]): string | undefined {
  if (down === 1 && across === 1) return undefined;
  return down === across ? `/${String(down)}` : `/${String(down)}×${String(across)}`;
}

function join(...parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}

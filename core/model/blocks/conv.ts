import { type Lowered, defineLayer, formatPair, formatStrides } from '../block.ts';
import { booleanField, integerField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { NodeWith } from '../node.ts';
import type { Shape } from '../shape.ts';
import {
  activationField,
  dilationField,
  filtersField,
  initializerField,
  kernelSizeField,
  l2Field,
  paddingField,
  stridesField,
} from './shared-fields.ts';
import { activationSteps, kernelWeights } from './steps.ts';
import { checkDilation, featureMap, mendedSize, slide } from './window.ts';

const fields = {
  filters: filtersField(32),
  kernelSize: kernelSizeField([3, 3]),
  strides: stridesField(),
  padding: paddingField(),
  dilationRate: dilationField(),
  groups: integerField({ min: 1, max: limits.filters, default: 1 }),
  useBias: booleanField(true),
  activation: activationField(),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
  biasL2: l2Field(),
};

export type ConvNode = NodeWith<'conv', typeof fields>;

/** Two-dimensional convolution: kernel [kh, kw, channels / groups, filters], cross-correlation as in every framework. */
export const conv = defineLayer({
  kind: 'conv',
  label: 'Convolution',
  fields,
  summary: (node) => {
    const dilated = Math.max(...node.dilationRate) > 1 ? ` d${formatPair(node.dilationRate)}` : '';
    const grouped = node.groups > 1 ? ` g${String(node.groups)}` : '';
    const activated = node.activation === 'linear' ? '' : ` ${node.activation}`;
    return `${formatPair(node.kernelSize)} / ${String(node.filters)}${formatStrides(node.strides)}${dilated}${grouped}${activated}`;
  },
  lower: lowerConv,
});

function lowerConv(node: ConvNode, input: Shape): Lowered {
  const { filters, kernelSize, strides, padding, dilationRate, groups, useBias } = node;
  const image = featureMap('A convolution', input);
  if (!image.ok) return { ok: false, problem: image.error };
  const size = slide(image.value, { size: kernelSize, strides, padding, dilation: dilationRate });
  if (!size.ok) return { ok: false, problem: size.error, assume: [...mendedSize(image.value, strides), filters] };
  const output: Shape = [...size.value, filters];
  const channels = image.value[2];
  const suggestion = greatestCommonDivisor(groups, greatestCommonDivisor(channels, filters));
  if (suggestion !== groups) {
    const facts = { groups, channels, filters, suggestion };
    return {
      ok: false,
      problem: {
        code: 'groups-mismatch',
        facts,
        field: 'groups',
        fix: { kind: 'set-fields', fields: { groups: suggestion } },
      },
      assume: output,
    };
  }
  const dilation = checkDilation(strides, dilationRate);
  if (dilation !== undefined) return { ok: false, problem: dilation, assume: output };
  return {
    ok: true,
    steps: [
      {
        part: '',
        op: { kind: 'conv', filters, kernelSize, strides, padding, dilationRate, groups, useBias },
        output,
        weights: kernelWeights(
          'kernel',
          [...kernelSize, channels / groups, filters],
          useBias ? filters : undefined,
          node,
        ),
      },
      ...activationSteps('activation', node.activation, output),
    ],
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

import { type Lowered, defineLayer, formatPair, formatStrides } from '../block.ts';
import { booleanField, integerField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import type { Shape } from '../shape.ts';
import {
  activationField,
  dilationField,
  initializerField,
  kernelSizeField,
  l2Field,
  paddingField,
  stridesField,
} from './shared-fields.ts';
import { type KernelValues, activationSteps, kernelWeights } from './steps.ts';
import { checkDilation, featureMap, slide, mendedSize } from './window.ts';

export const depthwiseFields = {
  kernelSize: kernelSizeField([3, 3]),
  strides: stridesField(),
  padding: paddingField(),
  dilationRate: dilationField(),
  depthMultiplier: integerField({ min: 1, max: 64, default: 1 }),
  useBias: booleanField(true),
  activation: activationField(),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
  biasL2: l2Field(),
};

export type DepthwiseConvNode = NodeWith<'depthwiseConv', typeof depthwiseFields>;

/** A convolution of each channel by itself: kernel [kh, kw, channels, depthMultiplier]. */
export const depthwiseConv = defineLayer({
  kind: 'depthwiseConv',
  label: 'Depthwise convolution',
  fields: depthwiseFields,
  summary: (node) => {
    const multiplied = node.depthMultiplier > 1 ? ` m${String(node.depthMultiplier)}` : '';
    return `${formatPair(node.kernelSize)}${formatStrides(node.strides)}${multiplied}`;
  },
  lower: (node, input) => {
    const depthwise = lowerDepthwise('', node, input, 'A depthwise convolution');
    if (!depthwise.ok) return depthwise;
    return {
      ok: true,
      steps: [
        ...depthwise.steps,
        ...depthwise.steps.flatMap(({ output }) => activationSteps('activation', node.activation, output)),
      ],
    };
  },
});

type DepthwiseValues = Pick<
  DepthwiseConvNode,
  'kernelSize' | 'strides' | 'padding' | 'dilationRate' | 'depthMultiplier' | 'useBias'
> &
  KernelValues;

/** The depthwise convolution alone, which a separable one starts with. */
export function lowerDepthwise(part: string, values: DepthwiseValues, input: Shape, block: string): Lowered {
  const { kernelSize, strides, padding, dilationRate, depthMultiplier, useBias } = values;
  const image = featureMap(block, input);
  if (!image.ok) return { ok: false, problem: image.error };
  const channels = image.value[2];
  const filters = channels * depthMultiplier;
  const size = slide(image.value, { size: kernelSize, strides, padding, dilation: dilationRate });
  if (!size.ok) return { ok: false, problem: size.error, assume: [...mendedSize(image.value, strides), filters] };
  const output: Shape = [...size.value, filters];
  if (strides[0] !== strides[1]) {
    const stride = Math.max(...strides);
    const fix = { kind: 'set-fields', fields: { strides: [stride, stride] } } as const;
    return {
      ok: false,
      problem: { code: 'unequal-strides', facts: { strides: formatPair(strides) }, field: 'strides', fix },
      assume: output,
    };
  }
  const dilation = checkDilation(strides, dilationRate);
  if (dilation !== undefined) return { ok: false, problem: dilation, assume: output };
  const op = { kind: 'depthwiseConv', depthMultiplier, kernelSize, strides, padding, dilationRate, useBias } as const;
  const weights = kernelWeights(
    'depthwiseKernel',
    [...kernelSize, channels, depthMultiplier],
    useBias ? filters : undefined,
    values,
  );
  return { ok: true, steps: [{ part, op, output, weights }] };
}

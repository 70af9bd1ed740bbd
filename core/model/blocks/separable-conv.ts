import { defineLayer, formatPair, formatStrides } from '../block.ts';
import { optionalNumberField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import type { Shape } from '../shape.ts';
import { depthwiseFields, lowerDepthwise } from './depthwise-conv.ts';
import { filtersField, one } from './shared-fields.ts';
import { activationSteps, kernelWeights } from './steps.ts';

const fields = {
  filters: filtersField(32),
  ...depthwiseFields,
  /** Of the 1x1 convolution's kernel; null: as the depthwise one's, `kernelL2`. */
  pointwiseL2: optionalNumberField({ min: 0, max: 100 }),
};

export type SeparableConvNode = NodeWith<'separableConv', typeof fields>;

/** A depthwise convolution and then a 1x1 convolution that mixes its channels (Chollet 2017, arXiv:1610.02357). The bias is the latter's. */
export const separableConv = defineLayer({
  kind: 'separableConv',
  label: 'Separable convolution',
  fields,
  summary: (node) => `${formatPair(node.kernelSize)} / ${String(node.filters)}${formatStrides(node.strides)}`,
  lower: (node, input) => {
    const { filters, useBias } = node;
    const pointwise = { ...node, kernelL2: node.pointwiseL2 ?? node.kernelL2 };
    const depthwise = lowerDepthwise('depthwise', { ...node, useBias: false }, input, 'A separable convolution');
    const between = depthwise.ok ? depthwise.steps[0]?.output : depthwise.assume;
    if (between === undefined) return depthwise;
    const output: Shape = [between[0], between[1] ?? 1, filters];
    if (!depthwise.ok) return { ...depthwise, assume: output };
    return {
      ok: true,
      steps: [
        ...depthwise.steps,
        {
          part: '',
          op: {
            kind: 'conv',
            filters,
            kernelSize: one,
            strides: one,
            padding: 'same',
            dilationRate: one,
            groups: 1,
            useBias,
          },
          output,
          weights: kernelWeights('kernel', [1, 1, between[2] ?? 1, filters], useBias ? filters : undefined, pointwise),
        },
        ...activationSteps('activation', node.activation, output),
      ],
    };
  },
});

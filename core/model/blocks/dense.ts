import { type LowerContext, defineLayer } from '../block.ts';
import { booleanField, unitsField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import { type Shape, formatShape, isImageShape } from '../shape.ts';
import { activationField, initializerField, l2Field } from './shared-fields.ts';
import { activationSteps, kernelWeights } from './steps.ts';

const fields = {
  units: unitsField(),
  useBias: booleanField(true),
  activation: activationField(),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
  biasL2: l2Field(),
};

export type DenseNode = NodeWith<'dense', typeof fields>;

/** A fully connected layer: kernel [in, units]. */
export const dense = defineLayer({
  kind: 'dense',
  label: 'Dense',
  fields,
  summary: (node) => `${String(node.units)}${node.activation === 'linear' ? '' : ` ${node.activation}`}`,
  lower: (node, input, context) => {
    const { useBias } = node;
    const output = outputOf(node, context);
    const units = output[0];
    if (isImageShape(input)) {
      const fix = { kind: 'insert-before', nodes: [{ kind: 'flatten' }] } as const;
      return {
        ok: false,
        problem: { code: 'needs-vector', facts: { block: 'A dense block', input: formatShape(input) }, fix },
        assume: output,
      };
    }
    return {
      ok: true,
      steps: [
        {
          part: '',
          op: { kind: 'dense', units, useBias },
          output,
          weights: kernelWeights('kernel', [input[0], units], useBias ? units : undefined, node),
        },
        ...activationSteps('activation', node.activation, output),
      ],
    };
  },
  outputWithoutInput: outputOf,
});

function outputOf(node: DenseNode, { classes }: LowerContext): Shape {
  return [node.units === 'classes' ? classes : node.units];
}

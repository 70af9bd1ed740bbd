import { type FieldProblem, type Scope, type Step, type Tensor, defineContainer } from '../block.ts';
import { type FieldValues, booleanField, choiceField } from '../fields.ts';
import type { Pair } from '../network.ts';
import type { Node, NodeBase } from '../node.ts';
import type { Result } from '../result.ts';
import { type ImageShape, type Shape, formatShape, isImageShape, sameShape } from '../shape.ts';
import { activationField, initializerField, l2Field, one } from './shared-fields.ts';
import { activationSteps, batchNormStep, kernelWeights } from './steps.ts';

export const shortcuts = ['auto', 'identity', 'projection', 'pad'] as const;

const fields = {
  /** `auto` is the identity where the sizes agree and a projection where they do not. */
  shortcut: choiceField(shortcuts, 'auto'),
  /** After the sum; `linear` for pre-activation blocks, whose body starts with batch norm and activation. */
  activation: activationField('relu'),
  /** Whether a projection is followed by batch norm. */
  shortcutBatchNorm: booleanField(true),
  /** Of a projection's kernel. */
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
};

export interface ResidualNode extends NodeBase<'residual'>, FieldValues<typeof fields> {
  readonly body: readonly Node[];
}

/**
 * y = activation(body(x) + shortcut(x)) (He et al. 2015, arXiv:1512.03385, eq. 1 and 2). Shortcuts: identity; `pad`, option A of section 3.3;
 * `projection`, options B and C: a 1x1 convolution without bias, strided so that the sizes agree.
 */
export const residual = defineContainer<ResidualNode>({
  kind: 'residual',
  label: 'Residual',
  fields,
  childField: { name: 'body', type: 'list' },
  children: (node) => [node.body],
  withChildren: (node, [body = []]) => ({ ...node, body }),
  summary: (node) => [node.shortcut, ...(node.activation === 'linear' ? [] : [node.activation])].join(' '),
  build: (node, input, scope) => {
    const body = scope.chain(node.body, input);
    if (input === undefined || body === undefined) return body;
    const planned = planShortcut(node, input.shape, body.shape);
    if (!planned.ok) {
      scope.problem(node, planned.error);
      return body;
    }
    const shortcut = buildShortcut(node, planned.value, input, scope);
    const sum: Step = { part: 'add', op: { kind: 'add' }, output: body.shape, weights: [] };
    return scope.steps(node, [sum, ...activationSteps('activation', node.activation, body.shape)], [body, shortcut]);
  },
});

/** What a shortcut turns out to be, once it is known what it goes past. */
export type ShortcutPlan =
  | { readonly kind: 'identity' }
  | { readonly kind: 'pad' | 'projection'; readonly strides: Pair; readonly output: ImageShape };

/** The shortcut that takes an input to what the body makes of it, or what is wrong with it. */
export function planShortcut(
  { shortcut }: Pick<ResidualNode, 'shortcut'>,
  input: Shape,
  output: Shape,
): Result<ShortcutPlan, FieldProblem> {
  if (sameShape(input, output) && shortcut !== 'projection') return { ok: true, value: { kind: 'identity' } };
  const facts = { input: formatShape(input), output: formatShape(output) };
  if (!isImageShape(input) || !isImageShape(output)) return { ok: false, error: { code: 'shortcut-vector', facts } };
  if (shortcut === 'identity') {
    return {
      ok: false,
      error: {
        code: 'shortcut-identity',
        facts,
        field: 'shortcut',
        fix: { kind: 'set-fields', fields: { shortcut: 'auto' } },
      },
    };
  }
  const strides: Pair = [Math.ceil(input[0] / output[0]), Math.ceil(input[1] / output[1])];
  if (Math.ceil(input[0] / strides[0]) !== output[0] || Math.ceil(input[1] / strides[1]) !== output[1]) {
    return { ok: false, error: { code: 'shortcut-no-stride', facts, field: 'body' } };
  }
  if (shortcut === 'pad' && output[2] < input[2]) {
    const fix = { kind: 'set-fields', fields: { shortcut: 'projection' } } as const;
    return {
      ok: false,
      error: { code: 'shortcut-shrinks', facts: { ...facts, channels: input[2] }, field: 'shortcut', fix },
    };
  }
  return { ok: true, value: { kind: shortcut === 'pad' ? 'pad' : 'projection', strides, output } };
}

function buildShortcut(node: ResidualNode, plan: ShortcutPlan, input: Tensor, scope: Scope): Tensor {
  switch (plan.kind) {
    case 'identity':
      return input;
    case 'pad': {
      const op = { kind: 'padShortcut', strides: plan.strides, channels: plan.output[2] } as const;
      return scope.steps(node, [{ part: 'shortcut', op, output: plan.output, weights: [] }], [input]);
    }
    case 'projection': {
      const { strides, output } = plan;
      const filters = output[2];
      const projection: Step = {
        part: 'shortcut/conv',
        op: {
          kind: 'conv',
          filters,
          kernelSize: one,
          strides,
          padding: 'same',
          dilationRate: one,
          groups: 1,
          useBias: false,
        },
        output,
        weights: kernelWeights('kernel', [1, 1, input.shape[2] ?? 1, filters], undefined, { ...node, biasL2: 0 }),
      };
      return scope.steps(
        node,
        node.shortcutBatchNorm ? [projection, batchNormStep('shortcut/batchNorm', output)] : [projection],
        [input],
      );
    }
  }
}

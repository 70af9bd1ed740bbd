import type { Cost } from './cost.ts';
import type { Target } from './inference.ts';
import { limits } from './limits.ts';
import type { NetworkLayer } from './network.ts';
import type { Node } from './node.ts';
import { type ModelProblem, type NodeDraft, modelProblem, show } from './problem.ts';
import { type Shape, formatShape, isImageShape } from './shape.ts';

/** What is wrong with the data's sizes. */
export function checkTarget({ input, classes }: Target): ModelProblem | undefined {
  const within = (side: unknown, most: number): boolean =>
    Number.isInteger(side) && Number(side) >= 1 && Number(side) <= most;
  const fits =
    Array.isArray(input) &&
    ((input.length === 3 &&
      within(input[0], limits.imageSide) &&
      within(input[1], limits.imageSide) &&
      within(input[2], limits.channels)) ||
      (input.length === 1 && within(input[0], limits.layerValues)));
  if (!fits)
    return modelProblem(
      'invalid-input',
      { path: 'root' },
      { value: Array.isArray(input) ? formatShape(input) : show(input), limit: limits.imageSide },
    );
  if (within(classes, limits.classes) && classes >= 2) return undefined;
  return modelProblem('invalid-classes', { path: 'root' }, { value: show(classes), limit: limits.classes });
}

const classifier: NodeDraft = { kind: 'dense', units: 'classes', activation: 'softmax' };

/** What is wrong with a network whose every layer is right: it must have weights that fit in memory and give one value for each class. */
export function checkEnd(
  root: Node,
  layers: readonly NetworkLayer[],
  output: Shape | undefined,
  { params }: Cost,
  classes: number,
  placeOf: (nodeId: string) => { readonly node: Node; readonly path: string } | undefined,
): ModelProblem | undefined {
  const whole = { path: 'root', nodeId: root.id };
  if (layers.length < 2 || output === undefined) return modelProblem('no-layers', whole);
  if (params.total > limits.parameters)
    return modelProblem('too-many-parameters', whole, { parameters: params.total, limit: limits.parameters });
  if (isImageShape(output)) {
    const nodes = [{ kind: 'globalAvgPool' }, classifier];
    return modelProblem('output-not-vector', whole, { output: formatShape(output) }, { kind: 'append', nodes });
  }
  if (output[0] === classes) return undefined;
  const last = placeOf(layers[layers.length - 1]?.nodeId ?? '');
  if (last?.node.kind === 'dense') {
    const { node, path } = last;
    const fix = { kind: 'set-fields', nodeId: node.id, fields: { units: 'classes' } } as const;
    return modelProblem(
      'output-not-classes',
      { path: `${path}/units`, nodeId: node.id },
      { units: output[0], classes },
      fix,
    );
  }
  return modelProblem(
    'output-not-classes',
    whole,
    { units: output[0], classes },
    { kind: 'append', nodes: [classifier] },
  );
}

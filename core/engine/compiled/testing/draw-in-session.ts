import { Graph } from '../../../compiler/graph.ts';
import * as ops from '../../../compiler/ops.ts';
import { encodeSavedModel } from '../../../compiler/saved-model.ts';
import { bindingOf, loadTensorFlow } from '../../tensorflow.ts';
import { prepareCall, Session } from '../session.ts';

/** Numbers that TensorFlow itself draws. */
export async function drawInSession(
  seed: readonly [number, number],
  shape: readonly [number, number],
): Promise<Float32Array> {
  const g = new Graph();
  const pair = ops.pack(g, [g.constant('int64', [], [seed[0]]), g.constant('int64', [], [seed[1]])], 'seed');
  const signature = {
    inputs: {},
    outputs: { values: ops.identity(g, ops.statelessUniform(g, ops.ints(g, shape), shape, pair), 'values') },
  };
  const session = await Session.load(bindingOf(await loadTensorFlow()), encodeSavedModel(g, { draw: signature }));
  try {
    const [values] = session.run(prepareCall(signature), []);
    if (!(values instanceof Float32Array)) throw new Error('The session gave no numbers.');
    return values;
  } finally {
    session.close();
  }
}

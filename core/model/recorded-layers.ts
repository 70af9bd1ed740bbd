import { trainedWeights, type Network, type NetworkLayer } from './network.ts';

/**
 * The layers of which figures are recorded while a network trains, in its order: those that learn, and activations. A softmax that ends the
 * network is none: it is a part of the loss.
 */
export function recordedLayers(network: Network): readonly NetworkLayer[] {
  return network.layers.filter(
    (layer, index) =>
      trainedWeights(layer).length > 0 ||
      (isRecordedActivation(layer) && !(index === network.layers.length - 1 && isSoftmax(layer))),
  );
}

/** Whether the values that come out of a layer are recorded. */
export function isRecordedActivation({ op }: NetworkLayer): boolean {
  return op.kind === 'activation' && op.function !== 'linear';
}

/** Whether units of a layer can be dead: a rectifier that lets nothing through of any image passes no gradient back either. */
export function isRectifier({ op }: NetworkLayer): boolean {
  return op.kind === 'activation' && (op.function === 'relu' || op.function === 'relu6');
}

function isSoftmax({ op }: NetworkLayer): boolean {
  return op.kind === 'activation' && op.function === 'softmax';
}

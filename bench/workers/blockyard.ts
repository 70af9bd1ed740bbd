import { createCompiledExecutor } from '../../core/engine/compiled/index.ts';
import { initialWeights } from '../../core/model/index.ts';
import { batchSize, benchRecipe } from '../nets.ts';
import { serve } from './serve.ts';
import { batches, workerSettings } from './settings.ts';

/** Blockyard's compiled step, loss and correct count of every step read back as in a run. */
async function main(): Promise<void> {
  const { network, data, warmup, learningRate } = workerSettings();
  const executor = await createCompiledExecutor({
    network,
    recipe: benchRecipe(),
    train: data,
    validation: data,
    weights: initialWeights(network, 1),
  });
  const order = batches(data.count);
  let step = 0;
  const train = async (steps: number): Promise<{ kind: 'round'; images: number }> => {
    for (let i = 0; i < steps; i += 1) {
      const { loss } = await executor.trainStep(order.next().value, learningRate, step);
      if (!Number.isFinite(loss)) throw new Error(`The loss was ${loss} at step ${step}.`);
      step += 1;
    }
    return { kind: 'round', images: steps * batchSize };
  };
  await train(warmup);
  await serve(executor.device, train);
}

void main();

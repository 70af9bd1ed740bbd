import { permutation } from '../model/random.ts';
import type { EngineAnswer, EngineCommand } from '../protocol/engine.ts';
import { divergenceWatch, testedRate, type RateCourse, type RateTest } from '../protocol/rate-test.ts';
import { batchesOf } from './batches.ts';
import { chooseBackend } from './choose-backend.ts';
import { ImageStream } from './executor.ts';
import { prepareRun, type PreparedRun } from './prepare.ts';
import { problemOf } from './run-training.ts';

type RatesCommand = Extract<EngineCommand, { kind: 'rates' }>;

/** Does a range test, tells how far it is, and answers. Never rejects. */
export async function answerRates(command: RatesCommand, send: (answer: EngineAnswer) => void): Promise<void> {
  const { id, test, datasetFolder } = command;
  try {
    const answer = await testRates(test, datasetFolder, (done) => {
      send({ kind: 'progress', id, done, total: test.steps });
    });
    send({ kind: 'answered', id, answer });
  } catch (error) {
    send({ kind: 'refused', id, problem: problemOf(error, 0, test.spec.recipe.batchSize) });
  }
}

/**
 * Trains with a rate that grows from step to step, until the loss grows out of bounds.
 * @throws BlockyardError as `prepareRun`, and `backend-unavailable`
 */
async function testRates(test: RateTest, datasetFolder: string, onStep: (done: number) => void): Promise<RateCourse> {
  // Figures of layers would only cost time, and there is no run whose folder would keep trained weights to begin with.
  const spec = { ...test.spec, transfer: undefined, recipe: { ...test.spec.recipe, layerFigures: 0 } };
  const chosen = await chooseBackend(spec.backend);
  const run = await prepareRun(spec, datasetFolder, '');
  const executor = await chosen.createExecutor(run);
  const course: RateCourse = { rates: [], losses: [], diverged: false };
  const hasDiverged = divergenceWatch();
  try {
    const batches = batchesFor(run, test.steps);
    if (run.train instanceof ImageStream) run.train.announce(batches.values());
    for (const [step, indices] of batches.entries()) {
      // Between steps the process hears that it is to end.
      await new Promise((resolve) => setImmediate(resolve));
      const rate = testedRate(test, step);
      const { loss } = await executor.trainStep(indices, rate, step);
      course.diverged = hasDiverged(loss);
      if (!Number.isFinite(loss)) break;
      course.rates.push(rate);
      course.losses.push(loss);
      onStep(step + 1);
      if (course.diverged) break;
    }
    return course;
  } finally {
    executor.dispose();
    for (const set of [run.train, run.validation]) if (set instanceof ImageStream) await set.close();
  }
}

/** The batches that a training of this seed begins with. */
function batchesFor({ train, recipe }: PreparedRun, steps: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let epoch = 0; batches.length < steps; epoch += 1) {
    const order = Int32Array.from(permutation(train.count, recipe.seed, `epoch/${String(epoch)}`));
    batches.push(...batchesOf(order, recipe.batchSize));
  }
  return batches.slice(0, steps);
}

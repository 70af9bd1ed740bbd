import { learningRateAt, type Recipe } from './recipe.ts';

export interface Continuation {
  /** The run is the one that it would have been with so many epochs from the start; otherwise the rates of its first part would have been others. */
  readonly whole: boolean;
  /** Learning rate of the last step that was trained, and of the next one. */
  readonly before: number;
  readonly after: number;
}

/** What it means for a training to go on to another number of epochs. @param step trained so far, at least 1 */
export function continuationOf(recipe: Recipe, step: number, stepsPerEpoch: number, epochs: number): Continuation {
  const { schedule, warmup } = recipe;
  return {
    whole: epochs === recipe.epochs || (schedule.kind === 'constant' && warmup === 0),
    before: learningRateAt(recipe, Math.max(0, step - 1), stepsPerEpoch * recipe.epochs),
    after: learningRateAt(recipe, step, stepsPerEpoch * epochs),
  };
}

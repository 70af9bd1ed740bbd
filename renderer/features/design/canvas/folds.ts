/** By id, of the blocks that a person has folded or unfolded: whether they are folded. */
export type Folds = ReadonlyMap<string, boolean>;

export const noFolds: Folds = new Map();

export function withFolds(folds: Folds, ids: readonly string[], folded: boolean): Folds {
  return new Map([...folds, ...ids.map((id) => [id, folded] as const)]);
}

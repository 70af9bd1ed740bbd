/**
 * Weights that make every class count alike, n / (k * n_c) for a class with n_c of n examples, k being the number of classes that have any: King & Zeng
 * 2001, "Logistic regression in rare events data", as in scikit-learn's `class_weight='balanced'`. Their mean over the examples is 1.
 * @param labels of the training images
 * @returns one of each class; 0 for a class without examples, which no example asks for
 */
export function balancedClassWeights(labels: Uint8Array | Uint16Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : labels.length / (present * count)));
}

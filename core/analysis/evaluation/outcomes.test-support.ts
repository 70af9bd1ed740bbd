import type { Outcomes } from '../../protocol/trained-model.ts';

/** Outcomes of these probabilities, counted in the plainest way. */
export function outcomesOf(labels: readonly number[], probabilities: readonly (readonly number[])[]): Outcomes {
  const rows = probabilities.map((row, at) => {
    const label = labels[at] ?? 0;
    const order = row.map((value, index) => ({ value, index })).sort((a, b) => b.value - a.value || a.index - b.index);
    return { row, label, order };
  });
  return {
    index: Uint32Array.from(labels, (_, at) => at),
    label: Uint16Array.from(labels),
    predicted: Uint16Array.from(rows, ({ order }) => order[0]?.index ?? 0),
    confidence: Float32Array.from(rows, ({ order }) => order[0]?.value ?? 0),
    truth: Float32Array.from(rows, ({ row, label }) => row[label] ?? 0),
    rank: Uint16Array.from(rows, ({ order, label }) => order.findIndex(({ index }) => index === label)),
  };
}

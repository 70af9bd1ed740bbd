import type { StockLayer } from './stock-layers.ts';

/**
 * Layers in the order in which a functional Keras model lists them, whatever the order they were made in: by their distance from the output, the farthest
 * first, and at equal distance as a depth-first walk from the output meets them (`map_graph` of keras/src/ops/function.py). A weights file knows layers by
 * their places in this order.
 */
export function kerasOrder(layers: readonly StockLayer[]): readonly StockLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const last = layers[layers.length - 1];
  if (last === undefined) return [];
  const met = walk(last, byName);
  const distance = new Map<string, number>([[last.name, 0]]);
  // Every layer comes after its inputs, so that backwards all that take a layer's output are met before it.
  for (const { name, inputs } of [...layers].reverse()) {
    const own = distance.get(name);
    if (own === undefined) continue;
    for (const input of inputs) distance.set(input, Math.max(distance.get(input) ?? 0, own + 1));
  }
  const place = ({ name }: StockLayer): [number, number] => [distance.get(name) ?? 0, met.get(name) ?? 0];
  return layers
    .filter(({ name }) => met.has(name))
    .sort((one, other) => {
      const [far, index] = place(one);
      const [otherFar, otherIndex] = place(other);
      return otherFar - far || index - otherIndex;
    });
}

/** When each layer is first met, from the output on. */
function walk(last: StockLayer, byName: ReadonlyMap<string, StockLayer>): ReadonlyMap<string, number> {
  const met = new Map<string, number>();
  const ahead = [last.name];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (met.has(name)) continue;
    met.set(name, met.size);
    ahead.push(...[...(byName.get(name)?.inputs ?? [])].reverse());
  }
  return met;
}

/** Paths of the layers in a weights file, by name: the class in snake case, and from the second of a class on its number. */
export function kerasPaths(layers: readonly StockLayer[]): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  return new Map(
    kerasOrder(layers).map(({ name, className }) => {
      const count = used.get(className) ?? 0;
      used.set(className, count + 1);
      const word = snakeCase(className);
      return [name, `layers/${count === 0 ? word : `${word}_${String(count)}`}`];
    }),
  );
}

/** As Keras' `to_snake_case`: `conv2d`, `depthwise_conv2d`, `batch_normalization`. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/gu, '$1_$2')
    .replace(/([a-z])([A-Z])/gu, '$1_$2')
    .toLowerCase();
}

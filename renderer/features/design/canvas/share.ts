import { blocks, nodesOf, type Node } from '../../../../core/model/index.ts';

/** Whether two values of JSON are the same. What is the very same object is not looked into. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
    );
  const names = Object.keys(a);
  const valueOf = (value: object, name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same(valueOf(a, name), valueOf(b, name)))
  );
}

/**
 * The tree `now` with every part that has not changed taken from the tree `before`. Each edit reads the whole document anew; what hangs on the
 * same object as before need not be looked at again.
 */
export function shareNodes<N extends Node>(before: Node | undefined, now: N): N {
  const known = new Map(before === undefined ? [] : nodesOf(before).map((node) => [node.id, node]));
  const share = (node: Node): Node => {
    const block = blocks[node.kind];
    const shared =
      block.category === 'container'
        ? block.withChildren(
            node,
            block.children(node).map((list) => list.map(share)),
          )
        : node;
    const old = known.get(node.id);
    return old !== undefined && same(old, shared) ? old : shared;
  };
  // A node keeps its kind.
  return share(now) as N;
}

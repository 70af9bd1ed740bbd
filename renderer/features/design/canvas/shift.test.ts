import { describe, expect, it } from 'vitest';
import type { Architecture, Node } from '../../../../core/model/index.ts';
import { shiftNodes, type Direction } from './shift.ts';
import { architectureOf, outline, relu } from './tree.test-support.ts';

const chain = architectureOf(relu('a'), relu('b'), { id: 's', kind: 'sequence', children: [relu('c')] }, relu('d'));
const columns = architectureOf({ id: 'r', kind: 'branches', branches: [[relu('a'), relu('b')], [relu('c')]] });

function shift(
  network: Architecture,
  ids: readonly string[],
  direction: Direction,
  isOpen: (node: Node) => boolean = () => true,
): string | undefined {
  const edited = shiftNodes(network, ids, direction, isOpen);
  if (edited === undefined) return undefined;
  return edited.ok ? outline(edited.value.architecture.root) : edited.error[0]?.code;
}

describe('moving by one place', () => {
  it('goes past the next block', () => {
    expect(shift(chain, ['a'], 'down')).toBe('root(b a s(c) d)');
    expect(shift(chain, ['b'], 'up')).toBe('root(b a s(c) d)');
    expect(shift(chain, ['a', 'b'], 'down', () => false)).toBe('root(s(c) a b d)');
  });

  it('goes into a container that stands open, and out again', () => {
    expect(shift(chain, ['b'], 'down')).toBe('root(a s(b c) d)');
    expect(shift(chain, ['d'], 'up')).toBe('root(a b s(c d))');
    expect(shift(chain, ['c'], 'up')).toBe('root(a b c s() d)');
    expect(shift(chain, ['c'], 'down')).toBe('root(a b s() c d)');
  });

  it('stops at the ends', () => {
    expect(shift(chain, ['a'], 'up')).toBeUndefined();
    expect(shift(chain, ['d'], 'down')).toBeUndefined();
    expect(shift(chain, ['a'], 'right')).toBeUndefined();
    expect(shift(chain, [], 'up')).toBeUndefined();
  });

  it('goes to the branch beside, and past the last to a new one', () => {
    expect(shift(columns, ['b'], 'right')).toBe('root(r(a | c b))');
    expect(shift(columns, ['c'], 'left')).toBe('root(r(c a b | ))');
    expect(shift(columns, ['a'], 'left')).toBe('root(r(a | b | c))');
    expect(shift(columns, ['c'], 'right')).toBeUndefined();
  });

  it('gathers blocks from different places', () => {
    expect(shift(chain, ['a', 'd'], 'up')).toBeUndefined();
    expect(shift(chain, ['b', 'd'], 'up')).toBe('root(b d a s(c))');
  });
});

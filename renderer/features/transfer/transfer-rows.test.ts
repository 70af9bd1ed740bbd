import { describe, expect, it } from 'vitest';
import { inferArchitecture, matchWeights, parseArchitecture } from '../../../core/model/index.ts';
import { bodyOf, toggled, transferRows, type TransferRow } from './transfer-rows.ts';

const conv = (id: string, filters: number): object => ({ id, kind: 'conv', filters, kernelSize: [3, 3] });
const parsed = parseArchitecture({
  format: 'blockyard.architecture',
  version: 1,
  name: 'n',
  root: {
    id: 'root',
    kind: 'sequence',
    children: [
      conv('stem', 4),
      { id: 'body', kind: 'sequence', children: [conv('one', 4), { id: 'relu', kind: 'activation' }, conv('two', 6)] },
      { id: 'pool', kind: 'globalAvgPool' },
      { id: 'head', kind: 'dense', units: 'classes', activation: 'softmax' },
    ],
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
const inference = inferArchitecture(parsed.value, { input: [8, 8, 1], classes: 3 });
if (inference.network === undefined) throw new Error('no network');
const { network, nodes } = { ...inference, network: inference.network };

/** Of a network that was trained on seven classes and had another second convolution. */
const shapes = new Map(
  network.layers.flatMap(({ weights }) =>
    weights
      .filter(({ path }) => !path.startsWith('two/'))
      .map(({ path, shape }) => [path, path.startsWith('head') ? [...shape.slice(0, -1), 7] : shape]),
  ),
);

function rows(fresh: readonly string[] = [], frozen: readonly string[] = []): Record<string, TransferRow> {
  const found = transferRows(nodes, matchWeights(network, shapes), { fresh: [...fresh], frozen: [...frozen] });
  return Object.fromEntries(found.map((row) => [row.id, row]));
}

describe('rows of what is taken over', () => {
  it('has the blocks with weights, as deep as they stand, and says why one does not fit', () => {
    const found = rows();
    expect(Object.keys(found)).toEqual(['stem', 'body', 'one', 'two', 'head']);
    expect(found['one']).toMatchObject({ depth: 2, layers: 1, fitting: 1, taken: 1, misfit: undefined });
    expect(found['body']).toMatchObject({ depth: 1, layers: 2, fitting: 1, taken: 1, misfit: { fresh: 'absent' } });
    expect(found['head']?.misfit).toMatchObject({
      fresh: 'shape',
      misfit: { path: 'head/kernel', wanted: [6, 3], found: [6, 7] },
    });
  });

  it('hands what is chosen for a block on to those in it', () => {
    const found = rows(['body'], ['body', 'stem']);
    expect(found['body']).toMatchObject({ fresh: 'yes', frozen: 'yes', fitting: 1, taken: 0 });
    expect(found['one']).toMatchObject({ fresh: 'within', frozen: 'within', taken: 0 });
    expect(found['stem']).toMatchObject({ fresh: 'no', frozen: 'yes', taken: 1 });
    expect(found['head']).toMatchObject({ fresh: 'no', frozen: 'no' });
  });

  it('freezes the outermost blocks that are trained as a whole, and never what gives the scores', () => {
    expect(bodyOf(Object.values(rows()))).toEqual(['stem', 'one']);
    const same = new Map(network.layers.flatMap(({ weights }) => weights.map(({ path, shape }) => [path, shape])));
    expect(bodyOf(transferRows(nodes, matchWeights(network, same), { fresh: [], frozen: [] }))).toEqual([
      'stem',
      'body',
    ]);
  });

  it('puts ids in and takes them out once', () => {
    expect(toggled(['a', 'b'], 'a', true)).toEqual(['b', 'a']);
    expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
  });
});

import type { InceptionBranches, InceptionUnit } from '../blocks/inception-branches.ts';
import type { InceptionNode } from '../blocks/inception.ts';
import type { NetworkLayer } from '../network.ts';
import type { Finding, Rule } from './rule.ts';
import { hasNorm, setBranches, unitBefore } from './unit.ts';

export const largeKernel: Rule = {
  wording: {
    what: 'Two 3x3 convolutions would do the work of this 5x5 with {after} parameters instead of {before}.',
    why: 'Two 3x3 kernels see the same 5x5 pixels with 18 weights where a 5x5 has 25, and the activation between them lets them tell more apart (Simonyan & Zisserman 2014, arXiv:1409.1556, section 2.3).',
    mend: 'Use two 3x3 convolutions in a row.',
  },
  find(view) {
    return view
      .nodesWhere(
        isFiveByFive,
        ({ op }) => op.kind === 'conv' && Math.max(...op.strides, ...op.dilationRate, op.groups) === 1,
      )
      .filter(({ always }) => always)
      .flatMap(({ place, layers }): readonly Finding[] => {
        const { node } = place;
        const drafts = unitBefore(place, { kernelSize: [3, 3] });
        const norm = drafts === undefined ? node.kind === 'inception' : hasNorm(drafts);
        const before = layers.reduce((sum, index) => sum + countParameters(view.layers[index]), 0);
        const after = layers.reduce((sum, index) => sum + countReplaced(view.layers[index], norm), 0);
        if (after >= before) return [];
        const facts = { before, after };
        if (node.kind === 'inception')
          return [{ nodeId: node.id, field: 'branches', facts, fixes: setBranches(node, replaceUnits(node)) }];
        if (drafts === undefined) return [{ nodeId: node.id, facts, fixes: [] }];
        const fixes = [
          { kind: 'insert-before', nodeId: node.id, nodes: drafts },
          { kind: 'set-fields', nodeId: node.id, fields: { kernelSize: [3, 3] } },
        ] as const;
        return [{ nodeId: node.id, field: 'kernelSize', facts, fixes }];
      });
  },
};

function isFiveByFive({ op }: NetworkLayer): boolean {
  return op.kind === 'conv' && op.kernelSize[0] === 5 && op.kernelSize[1] === 5;
}

const replaceUnits = ({ branches }: InceptionNode): InceptionBranches =>
  branches.map((units) =>
    units.flatMap((unit): readonly InceptionUnit[] => {
      if (unit.layer !== 'conv' || unit.size[0] !== 5 || unit.size[1] !== 5) return [unit];
      const smaller: InceptionUnit = { ...unit, size: [3, 3] };
      return [smaller, smaller];
    }),
  );

function countParameters(layer: NetworkLayer | undefined): number {
  const sizes = layer?.weights.map(({ shape }) => shape.reduce((product, side) => product * side, 1)) ?? [];
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Parameters of two 3x3 convolutions of as many filters, with a second batch norm where the block has one. */
function countReplaced(layer: NetworkLayer | undefined, norm: boolean): number {
  const [, , channels = 0, filters = 0] = layer?.weights[0]?.shape ?? [];
  const biases = layer?.weights.some(({ role }) => role === 'bias') === true ? 2 * filters : 0;
  return 9 * filters * (channels + filters) + biases + (norm ? 4 * filters : 0);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Architecture, parseArchitecture } from '../architecture.ts';
import { childLists } from '../blocks/registry.ts';
import { Definitions } from '../definitions.ts';
import { expandNode, explode, explodeAll } from './explode.ts';
import { inferArchitecture } from '../infer.ts';
import type { NetworkLayer } from '../network.ts';
import type { Node } from '../node.ts';
import { presets } from '../presets.ts';
import { arbitraryWorkingArchitecture } from '../arbitrary.test-support.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

/** The layers, without the node that each came from, which is what exploding changes. */
function layersOf(architecture: Architecture): readonly NetworkLayer[] | undefined {
  return inferArchitecture(architecture, target).network?.layers.map((layer) => ({ ...layer, nodeId: '' }));
}

function expandable({ root, definitions }: Architecture): readonly string[] {
  return expandableIn(root, new Definitions(definitions));
}

function expandableIn(node: Node, definitions: Definitions): readonly string[] {
  const inside = childLists(node)
    .flat()
    .flatMap((child) => expandableIn(child, definitions));
  return expandNode(node, definitions) === undefined ? inside : [...inside, node.id];
}

describe('explode', () => {
  it('keeps the layers, their names, weights and costs', () => {
    fc.assert(
      fc.property(arbitraryWorkingArchitecture, fc.nat(), fc.nat(), (architecture, first, second) => {
        let exploded = architecture;
        for (const pick of [first, second]) {
          const ids = expandable(exploded);
          const id = ids[pick % ids.length];
          if (id === undefined) continue;
          const result = explode(exploded, id);
          if (!result.ok) throw new Error(JSON.stringify(result.error));
          exploded = result.value;
          expect(expandable(exploded)).not.toContain(id);
        }
        expect(layersOf(exploded)).toEqual(layersOf(architecture));
        expect(inferArchitecture(exploded, target).totals).toEqual(inferArchitecture(architecture, target).totals);
      }),
      { numRuns: 150 },
    );
  });

  it('takes every preset apart to its layers', () => {
    for (const { architecture } of presets) {
      let exploded = architecture;
      for (let id = expandable(exploded)[0]; id !== undefined; id = expandable(exploded)[0]) {
        const result = explode(exploded, id);
        if (!result.ok) throw new Error(JSON.stringify(result.error));
        exploded = result.value;
      }
      expect(layersOf(exploded)).toEqual(layersOf(architecture));
      expect(explodeAll(architecture)).toEqual({ ok: true, value: exploded });
    }
  });

  it('takes all apart at once, and stops where that would have no end', () => {
    fc.assert(
      fc.property(arbitraryWorkingArchitecture, (architecture) => {
        const exploded = explodeAll(architecture);
        if (!exploded.ok) throw new Error(JSON.stringify(exploded.error));
        expect(layersOf(exploded.value)).toEqual(layersOf(architecture));
      }),
      { numRuns: 60 },
    );
    let node: unknown = { kind: 'conv' };
    for (let level = 0; level < 20; level += 1) node = { kind: 'repeat', times: 1000, children: [node] };
    const endless = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      root: { kind: 'sequence', children: [node] },
    });
    if (!endless.ok) throw new Error(JSON.stringify(endless.error));
    expect(explodeAll(endless.value)).toMatchObject({ ok: false, error: [{ code: 'too-many-nodes' }] });
  });

  it('keeps the label, and says what cannot be exploded', () => {
    const parsed = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      root: {
        kind: 'sequence',
        children: [
          { id: 'a', kind: 'inception', label: 'Mine' },
          {
            id: 'r',
            kind: 'repeat',
            times: 1000,
            children: [{ kind: 'stage', id: 's' }, ...Array.from({ length: 20 }, () => ({ kind: 'flatten' }))],
          },
        ],
      },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const exploded = explode(parsed.value, 'a');
    expect(exploded.ok && exploded.value.root.children[0]).toMatchObject({ id: 'a', kind: 'branches', label: 'Mine' });
    const codeOf = (id: string): string | undefined => {
      const result = explode(parsed.value, id);
      return result.ok ? undefined : result.error[0]?.code;
    };
    expect([codeOf('sequence1'), codeOf('nowhere'), codeOf('r')]).toEqual([
      'not-expandable',
      'unknown-node',
      'too-many-nodes',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryWorkingArchitecture } from '../model/arbitrary.test-support.ts';
import {
  blocks,
  childLists,
  explode,
  explodeAll,
  findPreset,
  inferArchitecture,
  makeBlock,
  nodesOf,
  randomStream,
  setFields,
  sizeOf,
  suggestKnobs,
  unwrapNode,
  wrapNodes,
  type Architecture,
  type Network,
  type Node,
} from '../model/index.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import { createPortableExecutor } from './portable/executor.ts';

const target = { input: [10, 8, 2], classes: 4 } as const;
const pictures = 3;
const pixels = Uint8Array.from(
  { length: pictures * sizeOf(target.input) },
  (_, index) => (index * 97 + (index >> 3)) % 256,
);
const set = { images: pixels, labels: new Uint8Array(pictures), count: pictures };

/** More weights than this take long to draw, and show nothing that fewer do not. */
const mostWeights = 100_000;

/** Edits that show a network in other blocks, on a node that `pick` chooses. Undefined where none is such. */
const rewrites = {
  explode: (architecture, pick) => {
    const node = choose(architecture, pick, ({ kind }) => kind === 'repeat' || blocks[kind].category === 'composite');
    return node && done(explode(architecture, node.id));
  },
  'explode all': (architecture) => done(explodeAll(architecture)),
  'make a block': (architecture, pick) => {
    const ids = chooseRun(architecture, pick);
    if (ids.length === 0) return undefined;
    const block = { name: 'Made', description: '', knobs: suggestKnobs(architecture, ids) };
    const made = makeBlock(architecture, ids, block);
    if (made.ok) return made.value.architecture;
    // A repeat around it changes what is inside, which no longer gets through: such a block is refused.
    expect(made.error[0]?.code).toBe('repeat-reaches-in');
    return undefined;
  },
  'wrap in a sequence': (architecture, pick) => {
    const ids = chooseRun(architecture, pick);
    return ids.length === 0 ? undefined : edited(wrapNodes(architecture, ids, 'sequence'));
  },
  'wrap in a repeat of one': (architecture, pick) => {
    const ids = chooseRun(architecture, pick);
    if (ids.length === 0) return undefined;
    const wrapped = wrapNodes(architecture, ids, 'repeat');
    if (!wrapped.ok) throw new Error(JSON.stringify(wrapped.error));
    return edited(setFields(wrapped.value.architecture, wrapped.value.selection, { times: 1 }));
  },
  'unwrap a sequence': (architecture, pick) => {
    const node = choose(architecture, pick, ({ kind }) => kind === 'sequence');
    return node && edited(unwrapNode(architecture, node.id));
  },
} satisfies Record<string, (architecture: Architecture, pick: number) => Architecture | undefined>;

type Rewrite = (architecture: Architecture, pick: number) => Architecture | undefined;

/** What the network gives for some pictures; weights are drawn by their place, so that those of other names are alike. */
async function outputsOf(network: Network): Promise<readonly number[]> {
  const specs = network.layers.flatMap(({ weights }) => weights);
  const weights = new Map(
    specs.map(({ path, role, shape }, index) => {
      const uniform = randomStream(11, String(index));
      const low = role === 'movingVariance' ? 0.5 : role === 'gamma' ? 0.8 : -0.4;
      return [path, Float32Array.from({ length: sizeOf(shape) }, () => low + 0.8 * uniform())];
    }),
  );
  const recipe = recipeSchema.parse({});
  const executor = await createPortableExecutor({ network, recipe, train: set, validation: set, weights }, 'oracle');
  try {
    return Array.from(await executor.predict(pixels, pictures));
  } finally {
    executor.dispose();
  }
}

function networkOf(architecture: Architecture): Network | undefined {
  return inferArchitecture(architecture, target).network;
}

async function expectSameFunction(before: Architecture, after: Architecture): Promise<void> {
  const [one, other] = [networkOf(before), networkOf(after)];
  if (one === undefined || other === undefined) throw new Error('It is no longer a network.');
  const [expected, actual] = [await outputsOf(one), await outputsOf(other)];
  expect(expected.every(Number.isFinite)).toBe(true);
  expect(actual).toEqual(expected);
}

describe('a network that is shown in other blocks', () => {
  it.each<[string, Rewrite]>(Object.entries(rewrites))(
    'gives the same outputs: %s',
    { timeout: 120_000 },
    async (_, rewrite) => {
      await fc.assert(
        fc.asyncProperty(arbitraryWorkingArchitecture, fc.nat(), async (architecture, pick) => {
          const { network, totals } = inferArchitecture(architecture, target);
          fc.pre(network !== undefined && totals.params.total <= mostWeights);
          const rewritten = rewrite(architecture, pick);
          // Drawn anew where there is nothing to rewrite.
          fc.pre(rewritten !== undefined);
          await expectSameFunction(architecture, rewritten);
        }),
        { numRuns: 8 },
      );
    },
  );

  it.each(['inception10', 'resnet20'])(
    'gives the same outputs: %s down to its layers',
    { timeout: 120_000 },
    async (name) => {
      const preset = findPreset(name);
      if (preset === undefined) throw new Error(name);
      await expectSameFunction(preset.architecture, done(explodeAll(preset.architecture)));
    },
  );

  it('gives others with a shortcut around a block, which is no such edit', async () => {
    const { architecture } = findPreset('baseline') ?? {};
    const dropout = architecture && nodesOf(architecture.root).find(({ kind }) => kind === 'dropout');
    if (architecture === undefined || dropout === undefined) throw new Error('baseline');
    const [one, other] = [
      networkOf(architecture),
      networkOf(edited(wrapNodes(architecture, [dropout.id], 'residual'))),
    ];
    if (one === undefined || other === undefined) throw new Error('It is no longer a network.');
    expect(await outputsOf(other)).not.toEqual(await outputsOf(one));
  });
});

function choose(architecture: Architecture, pick: number, fits: (node: Node) => boolean): Node | undefined {
  const nodes = nodesOf(architecture.root).slice(1).filter(fits);
  return nodes[pick % Math.max(1, nodes.length)];
}

/** Ids of a few nodes that follow each other. */
function chooseRun(architecture: Architecture, pick: number): readonly string[] {
  const lists = nodesOf(architecture.root)
    .flatMap(childLists)
    .filter((list) => list.length > 0);
  const list = lists[pick % Math.max(1, lists.length)] ?? [];
  const from = pick % Math.max(1, list.length);
  return list.slice(from, from + 1 + (pick % 3)).map(({ id }) => id);
}

function done<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function edited(result: ReturnType<typeof wrapNodes>): Architecture {
  return done(result).architecture;
}

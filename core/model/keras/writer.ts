import { blocks } from '../blocks/registry.ts';
import { branches, type BranchesNode } from '../blocks/branches.ts';
import type { BatchNormNode } from '../blocks/batch-norm.ts';
import { cbapd } from '../blocks/cbapd.ts';
import type { ConvNode } from '../blocks/conv.ts';
import type { RepeatNode } from '../blocks/repeat.ts';
import type { ResidualNode } from '../blocks/residual.ts';
import { stage } from '../blocks/stage.ts';
import { batchNormDefaults } from '../blocks/steps.ts';
import type { Definitions } from '../definitions.ts';
import type { Node } from '../node.ts';
import { applyOverrides } from '../overrides.ts';
import { BlockClass, skeletonOf } from './block-class.ts';
import { blockFacts, numericFields, probeOf } from './block-facts.ts';
import {
  type CompositeNode,
  activationLayers,
  initializers,
  isComposite,
  isLayer,
  kerasLayers,
  l2Argument,
} from './layers.ts';
import { mergeRounds } from './merge.ts';
import {
  type BlockUse,
  type Statement,
  type Value,
  assign,
  call,
  keyword,
  literal,
  name,
  positional,
} from './python.ts';
import { columns, plainLine, wrapText } from './text.ts';

/** Where in a function the code is. */
interface Place {
  /** The variable to work on. */
  readonly target: string;
  /** The variable that holds the value so far: until something is done with it, the one it came in. */
  readonly current: string;
  readonly loops: number;
  readonly shortcuts: number;
  readonly branches: number;
}

interface Written {
  readonly statements: readonly Statement[];
  readonly current: string;
}

/** What else than Keras the code calls. */
export type Helper = 'project' | 'project-linear' | 'pad';

/** Which shortcuts the network has that are not the identity. */
export interface ShortcutsUsed {
  readonly projection: boolean;
  readonly pad: boolean;
}

/** Turns nodes into statements, and collects the classes of the blocks that it meets. */
export class Writer {
  readonly helpers = new Set<Helper>();
  readonly #definitions: Definitions;
  readonly #shortcuts: ShortcutsUsed;
  /** By what the class is of and does. A class comes after those that it uses. */
  readonly #classes = new Map<string, BlockClass>();
  readonly #classNames: Set<string>;
  #probing = false;

  /** @param reserved names that no class may have */
  constructor(definitions: Definitions, shortcuts: ShortcutsUsed, reserved: readonly string[]) {
    this.#definitions = definitions;
    this.#shortcuts = shortcuts;
    this.#classNames = new Set(reserved);
  }

  get classes(): readonly BlockClass[] {
    return [...this.#classes.values()];
  }

  /** The body of a function that takes `input` and works on `x`. */
  function(nodes: readonly Node[], input: string): Written {
    return this.#chain(nodes, { target: 'x', current: input, loops: 0, shortcuts: 0, branches: 0 });
  }

  #chain(nodes: readonly Node[], place: Place): Written {
    let { current } = place;
    const statements: Statement[] = [];
    for (const node of nodes) {
      const written = this.#node(node, { ...place, current });
      if (node.label !== undefined) statements.push(...comment(node.label));
      statements.push(...written.statements);
      current = written.current;
    }
    return { statements, current };
  }

  #node(node: Node, place: Place): Written {
    if (isLayer(node)) return apply(kerasLayers(node), place);
    if (isComposite(node)) return apply([{ kind: 'block', use: this.#use(node) }], place);
    switch (node.kind) {
      case 'sequence':
        return this.#chain(node.children, place);
      case 'repeat':
        return this.#repeat(node, place);
      case 'branches':
        return this.#branches(node, place);
      case 'residual':
        return this.#residual(node, place);
    }
  }

  #repeat(node: RepeatNode, place: Place): Written {
    const first = applyOverrides(node.children, node.first, this.#definitions);
    return node.times === 1 ? this.#chain(first, place) : this.#loop(node.times, first, node.children, place);
  }

  #loop(times: number, first: readonly Node[], rest: readonly Node[], place: Place): Written {
    const inside = { ...place, current: place.target, loops: place.loops + 1 };
    const body = rest.flatMap((node, index): readonly Statement[] => {
      const changed = first[index];
      const { statements } = this.#chain([node], inside);
      if (changed === node || changed === undefined) return statements;
      return mergeRounds(place.loops, this.#chain([changed], inside).statements, statements);
    });
    const loop: Statement = { kind: 'loop', loop: place.loops, count: literal(times), body };
    return { statements: [...settle(place), loop], current: place.target };
  }

  #branches(node: BranchesNode, place: Place): Written {
    const [only, ...others] = node.branches;
    if (only === undefined || others.length === 0) return this.#chain(only ?? [], place);
    const written = node.branches.map((branch, index) => {
      const target = branchName(place.branches, index + 1);
      return this.#chain(branch, { ...place, target, branches: place.branches + 1 });
    });
    const merge = call(node.merge === 'add' ? 'layers.Add' : 'layers.Concatenate');
    const inputs = written.map(({ current }) => current);
    const joined = assign(place.target, { kind: 'apply', layer: merge, inputs });
    return { statements: [...written.flatMap(({ statements }) => statements), joined], current: place.target };
  }

  #residual(node: ResidualNode, place: Place): Written {
    const shortcut = place.shortcuts === 0 ? 'shortcut' : `shortcut${String(place.shortcuts + 1)}`;
    const body = this.#chain(node.body, { ...place, shortcuts: place.shortcuts + 1 });
    const sum: Value = { kind: 'apply', layer: call('layers.Add'), inputs: [body.current, shortcut] };
    const after = apply(activationLayers(node.activation), { ...place, current: place.target });
    return {
      statements: [
        assign(shortcut, name(place.current)),
        ...body.statements,
        ...this.#fit(node, shortcut, body.current),
        assign(place.target, sum),
        ...after.statements,
      ],
      current: place.target,
    };
  }

  /** Gives the shortcut the size of the body's output. */
  #fit(node: ResidualNode, shortcut: string, body: string): readonly Statement[] {
    const variables = [shortcut, body] as const;
    const given = [positional('x', name(shortcut)), positional('like', name(body))];
    const whereDifferent = (then: Statement): readonly Statement[] => [
      { kind: 'if', condition: { kind: 'shapes-differ', variables }, then: [then], otherwise: [] },
    ];
    if (node.shortcut === 'identity') return [];
    if (node.shortcut === 'pad') {
      if (!this.#shortcuts.pad) return [];
      this.helpers.add('pad');
      return whereDifferent(assign(shortcut, call('pad_channels', ...given)));
    }
    if (!this.#shortcuts.projection) return [];
    this.helpers.add(node.shortcutBatchNorm ? 'project' : 'project-linear');
    const projection = assign(
      shortcut,
      call(
        'project',
        ...given,
        keyword('batch_norm', node.shortcutBatchNorm, true),
        keyword('kernel_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
        l2Argument('kernel_regularizer', node.kernelL2),
      ),
    );
    return node.shortcut === 'projection' ? [projection] : whereDifferent(projection);
  }

  #use(node: CompositeNode): BlockUse {
    const { statements } = this.#inside(node);
    const key = `${node.kind} ${node.kind === 'custom' ? node.definition : ''} ${skeletonOf(statements)}`;
    const known = this.#classes.get(key);
    const made = known ?? new BlockClass(this.#classes.size, blockFacts(node, this.#definitions), this.#classNames);
    this.#classes.set(key, made);
    const fields = Object.fromEntries(
      Object.entries(numericFields(node, this.#definitions)).map(([field, value]) => [field, literal(value)]),
    );
    const use = made.add({ fields, statements, isProbe: this.#probing });
    if (known === undefined && !this.#probing) {
      this.#probing = true;
      this.#use(probeOf(node, this.#definitions));
      this.#probing = false;
    }
    return use;
  }

  /** What a block does with its fields. */
  #inside(node: CompositeNode): Written {
    const place: Place = { target: 'x', current: 'x', loops: 0, shortcuts: 0, branches: 0 };
    if (node.kind === 'stage') {
      const { children } = stage.expand({ ...node, blocks: 2 }, this.#definitions) as Extract<
        Node,
        { kind: 'sequence' }
      >;
      return this.#loop(node.blocks, children.slice(0, 1), children.slice(1), place);
    }
    const expanded = blocks[node.kind];
    if (expanded.category !== 'composite') throw new Error(`${node.kind} does not stand for other blocks`);
    return this.#chain([foldUnits(expanded.expand(node, this.#definitions))], place);
  }
}

/** Layers one after the other, the first on what the place has, the others on what it is to have. */
function apply(layers: readonly Value[], { target, current }: Place): Written {
  const statements = layers.map((layer, index) =>
    assign(target, { kind: 'apply', layer, inputs: [index === 0 ? current : target] }),
  );
  return { statements, current: layers.length === 0 ? current : target };
}

/** The value where a loop can work on it. */
function settle({ target, current }: Place): readonly Statement[] {
  return target === current ? [] : [assign(target, name(current))];
}

function branchName(depth: number, number: number): string {
  const names = ['branch', 'inner'];
  return `${names[depth] ?? `inner${String(depth)}_`}${String(number)}`;
}

function comment(text: string): readonly Statement[] {
  return wrapText(plainLine(text), columns - 20).map((line): Statement => ({ kind: 'comment', text: line }));
}

/** Convolution, batch norm and activation inside an Inception block as one CBA block, which is shorter to read. */
function foldUnits(node: Node): Node {
  if (node.kind !== 'branches') return node;
  return branches.create(node.id, { ...node, branches: node.branches.map(foldList) });
}

/** Whether a convolution and its batch norm have nothing that a CBAPD block lacks. */
function isUnit(conv: ConvNode, norm: BatchNormNode): boolean {
  const { activation, groups, dilationRate, biasL2 } = conv;
  const isPlain = activation === 'linear' && groups === 1 && Math.max(...dilationRate) === 1 && biasL2 === 0;
  return (
    isPlain &&
    Object.entries(batchNormDefaults).every(([field, value]) => norm[field as keyof typeof batchNormDefaults] === value)
  );
}

function foldList(nodes: readonly Node[]): readonly Node[] {
  const folded: Node[] = [];
  for (let at = 0; at < nodes.length; at += 1) {
    const [conv, norm, after] = nodes.slice(at, at + 3);
    if (conv?.kind !== 'conv' || norm?.kind !== 'batchNorm' || !isUnit(conv, norm)) {
      folded.push(...nodes.slice(at, at + 1));
      continue;
    }
    const isActivated = after?.kind === 'activation' && after.alpha === null;
    const { filters, kernelSize, strides, padding, useBias, kernelInitializer, kernelL2 } = conv;
    folded.push(
      cbapd.create(conv.id, {
        ...{ filters, kernelSize, strides, padding, useBias, kernelInitializer, kernelL2 },
        activation: isActivated ? after.activation : 'linear',
        pool: 'none',
        dropout: 0,
      }),
    );
    at += isActivated ? 2 : 1;
  }
  return folded;
}

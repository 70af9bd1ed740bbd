import { blocks } from '../blocks/registry.ts';
import type { CbapdNode } from '../blocks/cbapd.ts';
import { type Definitions, withFields } from '../definitions.ts';
import type { BlockFacts } from './block-class.ts';
import type { CompositeNode } from './layers.ts';
import { type Data, isList, isNumeric } from './python.ts';
import { className } from './text.ts';

/** Fields that say what a block is, in the order in which its class takes them. */
const mainFields = ['filters', 'blocks', 'kernelSize', 'strides'];
/** Those of them that have no default in the class. */
const withoutDefault = ['filters', 'blocks'];

/** The class that a node of this block is an instance of. */
export function blockFacts(node: CompositeNode, definitions: Definitions): BlockFacts {
  const numeric = Object.keys(numericFields(node, definitions));
  const fields: Record<string, Data> = {};
  if (node.kind === 'custom') {
    for (const [knob, { default: initial }] of definitions.knobsOf(node.definition))
      if (numeric.includes(knob)) fields[knob] = asData(initial) ?? null;
    return { ...titleOf(node, definitions), fields, mainFields: numeric, keepsDefaults: true };
  }
  for (const field of [...mainFields.filter((main) => numeric.includes(main)), ...numeric]) {
    const initial = asData(blocks[node.kind].fields[field]?.default);
    fields[field] = withoutDefault.includes(field) ? null : (initial ?? null);
  }
  return { ...titleOf(node, definitions), fields, mainFields, keepsDefaults: false };
}

/** Values of the fields, or of an own block's knobs, that are numbers or tuples of them. */
export function numericFields(node: CompositeNode, definitions: Definitions): Readonly<Record<string, Data>> {
  const numeric: Record<string, Data> = {};
  for (const [field, value] of Object.entries(valuesOf(node, definitions))) {
    const data = asData(value);
    if (data !== undefined) numeric[field] = data;
  }
  return numeric;
}

function valuesOf(node: CompositeNode, definitions: Definitions): Readonly<Record<string, unknown>> {
  if (node.kind !== 'custom') {
    const values: Readonly<Record<string, unknown>> = { ...node };
    return Object.fromEntries(Object.keys(blocks[node.kind].fields).map((field) => [field, values[field]]));
  }
  const knobs = definitions.knobsOf(node.definition);
  return { ...Object.fromEntries([...knobs].map(([knob, field]) => [knob, field.default])), ...node.knobs };
}

/** Prime numbers: no two of them, nor products of them, are equal. */
const primes = [11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97];

/** The node with a value of its own in every field that is a number; those that are zero, and so leave something out, stay as they are. */
export function probeOf(node: CompositeNode, definitions: Definitions): CompositeNode {
  let used = 0;
  const next = (): number => {
    used += 1;
    return primes[used - 1] ?? 100 + used;
  };
  const unlike = (value: Data): Data => (isList(value) ? value.map(unlike) : value === 0 ? 0 : next());
  const values = Object.entries(numericFields(node, definitions)).map(
    ([field, value]) => [field, unlike(value)] as const,
  );
  return withFields(node, Object.fromEntries(values)) as CompositeNode;
}

function asData(value: unknown): Data | undefined {
  const data = value as Data | undefined;
  return data !== undefined && typeof data !== 'boolean' && isNumeric(data) ? data : undefined;
}

const he = 'He et al. 2015, arXiv:1512.03385';

function titleOf(node: CompositeNode, definitions: Definitions): { readonly name: string; readonly text: string } {
  switch (node.kind) {
    case 'custom': {
      const { name = '', description = '' } = definitions.get(node.definition) ?? {};
      const text = [name, description].filter((part) => part.trim() !== '').join(': ');
      return { name: className(name, 'Block'), text: text === '' ? 'A block of its own.' : text };
    }
    case 'cbapd':
      return cbapdTitle(node);
    case 'inception':
      return {
        name: 'Inception',
        text: 'Parallel branches, joined along channels (Szegedy et al. 2014, arXiv:1409.4842).',
      };
    case 'resnetBasic':
      return residualTitle(node, 'Basic', 'Two 3x3 convolutions');
    case 'resnetBottleneck':
      return residualTitle(node, 'Bottleneck', '1x1, 3x3 and 1x1 convolutions');
    case 'stage':
      return node.shortcut === 'none'
        ? { name: 'PlainStage', text: 'Blocks of one width in a row; the first has the strides.' }
        : { name: 'ResNetStage', text: 'ResNet blocks of one width in a row; the first has the strides.' };
  }
}

function cbapdTitle(node: CbapdNode): { readonly name: string; readonly text: string } {
  const parts = [
    ['C', 'convolution'],
    ...(node.batchNorm ? [['B', 'batch norm']] : []),
    ...(node.activation === 'linear' ? [] : [['A', node.activation]]),
    ...(node.pool === 'none' ? [] : [['P', node.pool === 'max' ? 'max pooling' : 'average pooling']]),
    ...(node.dropout > 0 ? [['D', 'dropout']] : []),
  ];
  const words = parts.map(([, word]) => word ?? '').join(', ');
  return {
    name: parts.length === 1 ? 'Convolution' : parts.map(([letter]) => letter).join(''),
    text: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`,
  };
}

function residualTitle(
  {
    shortcut,
    preActivation,
  }: Extract<CompositeNode, { kind: 'resnetBasic' }> | Extract<CompositeNode, { kind: 'resnetBottleneck' }>,
  kind: string,
  convolutions: string,
): { readonly name: string; readonly text: string } {
  const order = preActivation ? ', each behind its batch norm and activation (He et al. 2016, arXiv:1603.05027)' : '';
  const family = `${preActivation ? 'PreActivation' : ''}${shortcut === 'none' ? 'Plain' : preActivation ? '' : 'ResNet'}`;
  return {
    name: family + kind,
    text:
      shortcut === 'none'
        ? `${convolutions}${order}: a ResNet block without its shortcut.`
        : `${convolutions}${order} and a shortcut (${he}).`,
  };
}

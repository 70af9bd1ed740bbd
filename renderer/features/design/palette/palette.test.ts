import { describe, expect, it } from 'vitest';
import {
  findPreset,
  inferArchitecture,
  insertNodes,
  nodeKinds,
  parseArchitecture,
  type Architecture,
} from '../../../../core/model/index.ts';
import { emptyArchitecture } from '../../../state/empty-architecture.ts';
import { catalogue } from './catalogue.ts';
import { gapOfNew } from './insertion.ts';
import { readQuery, withParameters } from './parameters.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

function preset(name: string): Architecture {
  const found = findPreset(name);
  if (found === undefined) throw new Error(name);
  return found.architecture;
}

/** What a person gets who writes this behind the name of a block. */
function drafted(text: string): unknown {
  const { search, parameters } = readQuery(text);
  const entry = catalogue.find(({ id }) => id === search);
  return entry && withParameters(entry.draft, parameters);
}

describe('catalogue', () => {
  it('offers every kind of block once, and each as something that can be put in', () => {
    const kinds = catalogue.filter(({ id }) => id !== 'classifier').map(({ kind }) => kind);
    expect([...kinds].sort()).toEqual(nodeKinds.filter((kind) => (kind as string) !== 'custom').sort());
    for (const { id, draft } of catalogue) {
      const empty = emptyArchitecture('');
      expect([id, insertNodes(empty, gapOfNew(empty, draft.kind as never), [draft]).ok]).toEqual([id, true]);
    }
  });

  it('starts blocks so that a row of them is a network that learns', () => {
    const parsed = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      root: {
        kind: 'sequence',
        children: ['conv', 'maxPool', 'conv', 'flatten', 'dense', 'classifier'].map(
          (id) => catalogue.find((entry) => entry.id === id)?.draft,
        ),
      },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const { problems, network } = inferArchitecture(parsed.value, target);
    expect(problems).toEqual([]);
    const functions = network?.layers.flatMap(({ op }) => (op.kind === 'activation' ? [op.function] : []));
    expect(functions).toEqual(['relu', 'relu', 'relu', 'softmax']);
  });
});

describe('words behind a name', () => {
  it.each([
    ['conv 64 3x3 s2', { kind: 'conv', filters: 64, kernelSize: [3, 3], strides: [2, 2] }],
    ['conv 64 5', { filters: 64, kernelSize: [5, 5] }],
    [
      'conv 16 1×3 d2 g4 valid nobias LeakyReLU',
      {
        kernelSize: [1, 3],
        dilationRate: [2, 2],
        groups: 4,
        padding: 'valid',
        useBias: false,
        activation: 'leakyRelu',
      },
    ],
    ['dense 120 relu', { kind: 'dense', units: 120, activation: 'relu' }],
    ['dense classes softmax', { units: 'classes', activation: 'softmax' }],
    ['dropout 30%', { rate: 0.3 }],
    ['dropout .5', { rate: 0.5 }],
    ['maxPool 3 s2', { poolSize: [3, 3], strides: [2, 2] }],
    ['repeat x3', { times: 3 }],
    [
      'stage 128 x4 s2 bottleneck plain',
      { filters: 128, blocks: 4, strides: [2, 2], block: 'bottleneck', shortcut: 'none' },
    ],
    ['inception 32 s2', { filters: 32, strides: [2, 2] }],
    ['conv kernelL2=1e-4 filters=8', { kernelL2: 0.0001, filters: 8 }],
    [
      'zeroPad 3',
      {
        padding: [
          [3, 3],
          [3, 3],
        ],
      },
    ],
    ['activation gelu', { activation: 'gelu' }],
  ])('reads %s', (text, expected) => {
    expect(drafted(text)).toMatchObject(expected);
  });

  it.each([
    'flatten 3',
    'conv 0',
    'conv 1.5',
    'dense 3x3',
    'dropout 200%',
    'conv filters=-1',
    'conv constructor=1',
    'conv s2 s3',
  ])('takes %s for nothing that can be put in', (text) => expect(drafted(text)).toBeUndefined());

  it('leaves what is no parameter to the search', () => {
    expect(readQuery(' max pool 2x2 ')).toMatchObject({ search: 'max pool', parameters: [{ value: [2, 2] }] });
    expect(readQuery('relu')).toEqual({ search: 'relu', parameters: [] });
    expect(readQuery('resnet 18 block')).toEqual({ search: 'resnet 18 block', parameters: [] });
    expect(readQuery('')).toEqual({ search: '', parameters: [] });
  });
});

describe('gapOfNew', () => {
  it('is in front of the classifier, or in it for what belongs there', () => {
    const lenet = preset('lenet5');
    const flatten = lenet.root.children.findIndex(({ kind }) => kind === 'flatten');
    expect(gapOfNew(lenet, 'conv').index).toBe(flatten);
    expect(gapOfNew(lenet, 'dropout').index).toBe(lenet.root.children.length - 1);
    expect(gapOfNew(emptyArchitecture(''), 'conv').index).toBe(0);
  });

  it('keeps every preset a network that can be trained', () => {
    for (const kind of ['conv', 'batchNorm', 'inception', 'resnetBasic', 'dropout', 'dense'] as const) {
      const made = insertNodes(preset('resnet18'), gapOfNew(preset('resnet18'), kind), [
        { kind, ...(kind === 'dense' ? { units: 32 } : {}) },
      ]);
      expect([kind, made.ok && inferArchitecture(made.value.architecture, target).problems]).toEqual([kind, []]);
    }
  });
});

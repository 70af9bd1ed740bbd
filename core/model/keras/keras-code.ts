import type { Architecture } from '../architecture.ts';
import { Definitions } from '../definitions.ts';
import { inferArchitecture } from '../infer.ts';
import type { Target } from '../inference.ts';
import { endsInSoftmax, type Network } from '../network.ts';
import type { ModelProblem } from '../problem.ts';
import type { Result } from '../result.ts';
import { formatShape } from '../shape.ts';
import { classesName } from './layers.ts';
import { Printer } from './print.ts';
import { type Statement, assign, call, name, positional, literal } from './python.ts';
import { columns, plainLine, variableName, wrapText } from './text.ts';
import { type Helper, Writer } from './writer.ts';

/** Names of the module that no block may take. */
const reserved = ['Input', 'Model', 'CLASSES', 'INPUT_SHAPE', 'WEIGHTS', 'Path', 'Counter'];

interface CodeOptions {
  /**
   * Name of a NumPy archive beside the code, whose weights the model gets: under `<Keras class>/<number>/<place>` those of the layers of each class as the
   * code makes them. What such a model gives are probabilities, by a softmax of its own where the network has none.
   */
  readonly weights?: string;
}

/**
 * Python that builds the network of an architecture in Keras 3: every layer with its settings, blocks as classes, repeats as loops. Its
 * length goes with the document's, not with the unrolled network's.
 * @returns the problems of the network where it has some, as `inferArchitecture` tells them
 */
export function kerasCode(
  architecture: Architecture,
  target: Target,
  { weights }: CodeOptions = {},
): Result<string, readonly ModelProblem[]> {
  const { network, problems } = inferArchitecture(architecture, target);
  if (network === undefined) return { ok: false, error: problems };
  const writer = new Writer(new Definitions(architecture.definitions), shortcutsOf(network), reserved);
  const { statements, current } = writer.function([architecture.root], 'inputs');
  const classes = writer.classes.flatMap((block) => {
    const lines = block.lines();
    return lines === undefined ? [] : [lines];
  });
  const softmax = weights !== undefined && !endsInSoftmax(network);
  const made = weights === undefined ? 'build_model()' : 'load_weights(build_model())';
  const sections = [
    ...helperFunctions(writer.helpers),
    ...classes,
    softmax
      ? buildFunction(architecture.name, [...statements, softmaxOf(current)], 'x')
      : buildFunction(architecture.name, statements, current),
    ...(weights === undefined ? [] : weightFunctions),
    [`model = ${made}`, '', 'if __name__ == "__main__":', '    model.summary()'],
  ];
  const body = sections.map((lines) => lines.join('\n')).join('\n\n\n');
  const head = [
    ...moduleDocstring(architecture, target, network),
    '',
    ...imports(body),
    '',
    `INPUT_SHAPE = (${target.input.map(String).join(', ')}${target.input.length === 1 ? ',' : ''})`,
    `${classesName} = ${String(target.classes)}`,
    ...(weights === undefined ? [] : [`WEIGHTS = Path(__file__).with_name(${JSON.stringify(weights)})`]),
  ];
  return { ok: true, value: `${head.join('\n')}\n\n\n${body}\n` };
}

function buildFunction(title: string, statements: readonly Statement[], output: string): readonly string[] {
  const wanted = variableName(title.replace(/[^\x20-\x7e]+/gu, ' ').toLowerCase(), '');
  const named = wanted === '' ? [] : [{ ...positional('name', literal(wanted)), positional: false }];
  const model = call('Model', positional('inputs', name('inputs')), positional('outputs', name(output)), ...named);
  const inputs = assign('inputs', call('Input', positional('shape', name('INPUT_SHAPE'))));
  const printer = new Printer();
  return [
    'def build_model():',
    ...printer.lines([inputs, ...statements], '    '),
    ...printer.body([assign('model', model)], 'model', '    '),
  ];
}

function softmaxOf(scores: string): Statement {
  return assign('x', { kind: 'apply', layer: call('layers.Softmax'), inputs: [scores] });
}

const weightFunctions = [
  [
    'def creation_number(layer):',
    '    """Keras numbers the layers of a class in the order in which they are made: conv2d, conv2d_1, ..."""',
    '    number = layer.name.rpartition("_")[2]',
    '    return int(number) if number.isdigit() else 0',
  ],
  [
    'def load_weights(model, path=WEIGHTS):',
    '    """Gives the model the trained weights, which are numbered as its layers are."""',
    '    saved = np.load(path)',
    '    numbers = Counter()',
    '    for layer in sorted(model.layers, key=creation_number):',
    '        if layer.weights:',
    '            kind = type(layer).__name__',
    '            places = range(len(layer.weights))',
    '            layer.set_weights([saved[f"{kind}/{numbers[kind]}/{place}"] for place in places])',
    '            numbers[kind] += 1',
    '    return model',
  ],
];

function shortcutsOf({ layers }: Network): { readonly projection: boolean; readonly pad: boolean } {
  return {
    projection: layers.some((layer) => /\/shortcut\/conv(?:_\d+)?$/u.test(layer.name)),
    pad: layers.some(({ op }) => op.kind === 'padShortcut'),
  };
}

function moduleDocstring(
  { name: title, description }: Architecture,
  target: Target,
  { layers }: Network,
): readonly string[] {
  const size = formatShape(target.input);
  const paragraphs = [
    plainLine(description),
    `Keras 3, for inputs of ${size} with values from 0 to 1 and ${String(target.classes)} classes.`,
    ...(layers.some(({ op }) => op.kind === 'batchNorm') ? [momentumNote] : []),
  ].filter((text) => text !== '');
  const [first = 'Untitled', ...more] = wrapText(plainLine(title), columns - 10);
  return [`"""${first}`, ...more, ...paragraphs.flatMap((text) => ['', ...wrapText(text, columns)]), '"""'];
}

const momentumNote =
  "Blockyard starts the momentum of batch norm's running statistics low: min(0.99, (1 + t) / (10 + t)) in step t. Keras keeps it at 0.99, " +
  'so that validation says little in the first epochs.';

function imports(body: string): readonly string[] {
  const standard = [
    ...(body.includes('math.') ? ['import math'] : []),
    ...(body.includes('Counter(') ? ['from collections import Counter'] : []),
    ...(body.includes('@dataclass') ? ['from dataclasses import dataclass'] : []),
    ...(body.includes('=WEIGHTS') ? ['from pathlib import Path'] : []),
  ];
  const numpy = body.includes('np.') ? ['import numpy as np'] : [];
  const used = ['Input', 'Model', 'layers', 'ops', 'regularizers'].filter((part) =>
    new RegExp(`\\b${part}[.(]`, 'u').test(body),
  );
  return [...standard, ...(standard.length === 0 ? [] : ['']), ...numpy, `from keras import ${used.join(', ')}`];
}

const stridesLines = [
  'def strides_between(x, like):',
  '    """How far apart the positions of `x` are that `like` has."""',
  '    return tuple(math.ceil(one / other) for one, other in zip(x.shape[1:3], like.shape[1:3]))',
];

function helperFunctions(helpers: ReadonlySet<Helper>): readonly (readonly string[])[] {
  const functions: (readonly string[])[] = [];
  if (helpers.size > 0) functions.push(stridesLines);
  if (helpers.has('pad'))
    functions.push([
      'def pad_channels(x, like):',
      '    """Gives `x` the size of `like` by strides and channels of zeros (He et al. 2015, option A)."""',
      '    down, across = strides_between(x, like)',
      '    x = x[:, ::down, ::across]',
      '    return ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, like.shape[-1] - x.shape[-1])))',
    ]);
  if (helpers.has('project') || helpers.has('project-linear')) {
    const both = helpers.has('project-linear');
    functions.push([
      `def project(x, like, ${both ? 'batch_norm=True, ' : ''}**settings):`,
      '    """Gives `x` the size of `like` by a strided 1x1 convolution (He et al. 2015, option B)."""',
      '    strides = strides_between(x, like)',
      '    x = layers.Conv2D(like.shape[-1], 1, strides=strides, use_bias=False, **settings)(x)',
      `    return layers.BatchNormalization()(x)${both ? ' if batch_norm else x' : ''}`,
    ]);
  }
  return functions;
}

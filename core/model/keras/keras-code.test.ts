import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPreset } from '../presets.ts';
import { architecture, code, codeOf, end } from './keras-code.test-support.ts';

/** The lines of `build_model` between the input and the head. */
function body(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^ {4}/, ''));
  return lines.slice(
    lines.indexOf('inputs = Input(INPUT_SHAPE)') + 1,
    lines.indexOf('x = layers.GlobalAveragePooling2D()(x)'),
  );
}

// `ACCEPT=1 npx vitest run core/model/keras` writes them anew; read the difference before it is committed.
it.each(['baseline', 'inception10', 'resnet18', 'resnet110'])('%s reads as it did', (name) => {
  const file = new URL(`__golden__/${name}.py`, import.meta.url);
  const written = codeOf(findPreset(name)?.architecture ?? architecture([]));
  if (process.env['ACCEPT'] === '1') writeFileSync(file, written);
  expect(written).toBe(readFileSync(file, 'utf8'));
});

describe('layers', () => {
  it('leave out what Keras does by itself', () => {
    expect(
      body(
        code({ kind: 'conv', padding: 'valid' }, { kind: 'batchNorm' }, { kind: 'activation' }, { kind: 'maxPool' }),
      ),
    ).toEqual([
      'x = layers.Conv2D(32, 3)(inputs)',
      'x = layers.BatchNormalization()(x)',
      'x = layers.ReLU()(x)',
      'x = layers.MaxPooling2D(2)(x)',
    ]);
  });

  it('have every setting that differs', () => {
    const conv = {
      kind: 'conv',
      kernelSize: [3, 5],
      dilationRate: 2,
      groups: 3,
      filters: 6,
      useBias: false,
      kernelL2: 0.001,
    };
    expect(
      body(
        code(
          { ...conv, activation: 'swish', kernelInitializer: 'heNormal' },
          {
            kind: 'zeroPad',
            padding: [
              [1, 1],
              [2, 0],
            ],
          },
        ),
      ),
    ).toEqual([
      'x = layers.Conv2D(',
      '    6,',
      '    (3, 5),',
      '    padding="same",',
      '    dilation_rate=2,',
      '    groups=3,',
      '    activation="silu",',
      '    use_bias=False,',
      '    kernel_initializer="he_normal",',
      '    kernel_regularizer=regularizers.L2(0.001),',
      ')(inputs)',
      'x = layers.ZeroPadding2D((1, (2, 0)))(x)',
    ]);
  });

  it('with a leaky relu have our slope, not the 0.2 of the word in Keras', () => {
    expect(
      body(
        code({ kind: 'conv', activation: 'leakyRelu' }, { kind: 'activation', activation: 'leakyRelu', alpha: 0.1 }),
      ),
    ).toEqual([
      'x = layers.Conv2D(32, 3, padding="same")(inputs)',
      'x = layers.LeakyReLU()(x)',
      'x = layers.LeakyReLU(negative_slope=0.1)(x)',
    ]);
  });
});

describe('containers', () => {
  it('have a variable for each branch, and none for an empty one', () => {
    expect(body(code({ kind: 'branches', branches: [[{ kind: 'conv' }, { kind: 'activation' }], []] }))).toEqual([
      'branch1 = layers.Conv2D(32, 3, padding="same")(inputs)',
      'branch1 = layers.ReLU()(branch1)',
      'x = layers.Concatenate()([branch1, inputs])',
    ]);
  });

  it('keep nested branches and shortcuts apart', () => {
    const inner = {
      kind: 'branches',
      branches: [[{ kind: 'conv' }], [{ kind: 'residual', body: [{ kind: 'conv', filters: 3 }] }]],
    };
    expect(
      body(code({ kind: 'residual', shortcut: 'projection', body: [{ kind: 'branches', branches: [[inner], []] }] })),
    ).toEqual([
      'shortcut = inputs',
      'inner1 = layers.Conv2D(32, 3, padding="same")(inputs)',
      'shortcut2 = inputs',
      'inner2 = layers.Conv2D(3, 3, padding="same")(inputs)',
      'if shortcut2.shape != inner2.shape:',
      '    shortcut2 = project(shortcut2, inner2)',
      'inner2 = layers.Add()([inner2, shortcut2])',
      'inner2 = layers.ReLU()(inner2)',
      'branch1 = layers.Concatenate()([inner1, inner2])',
      'x = layers.Concatenate()([branch1, inputs])',
      'shortcut = project(shortcut, x)',
      'x = layers.Add()([x, shortcut])',
      'x = layers.ReLU()(x)',
    ]);
  });

  it('repeat in a loop, with what the first round changes', () => {
    const conv = { kind: 'conv', filters: 8 };
    expect(
      body(code({ kind: 'repeat', times: 3, first: { strides: 2, activation: 'tanh' }, children: [conv] })),
    ).toEqual([
      'x = inputs',
      'for i in range(3):',
      '    x = layers.Conv2D(',
      '        8, 3, strides=2 if i == 0 else 1, padding="same", activation="tanh" if i == 0 else None',
      '    )(x)',
    ]);
    expect(body(code({ kind: 'repeat', times: 1, first: { strides: 2 }, children: [conv] }))).toEqual([
      'x = layers.Conv2D(8, 3, strides=2, padding="same")(inputs)',
    ]);
  });

  it('do other things in the first round where values are not enough', () => {
    const repeat = {
      kind: 'repeat',
      times: 2,
      first: { activation: 'leakyRelu' },
      children: [{ kind: 'activation' }, { kind: 'conv' }],
    };
    expect(body(code(repeat))).toEqual([
      'x = inputs',
      'for i in range(2):',
      '    if i == 0:',
      '        x = layers.LeakyReLU()(x)',
      '    else:',
      '        x = layers.ReLU()(x)',
      '    x = layers.Conv2D(32, 3, padding="same")(x)',
    ]);
  });
});

describe('blocks', () => {
  it('are one class where they are alike, with a knob for what differs', () => {
    const written = code(
      { kind: 'cbapd', filters: 8, dropout: 0.1 },
      { kind: 'cbapd', filters: 8, dropout: 0.3, poolSize: 3 },
      { kind: 'cbapd', pool: 'none' },
    );
    expect(written.match(/^class \w+/gm)).toEqual(['class CBAPD', 'class CBAD']);
    expect(body(written)).toEqual([
      'x = CBAPD(8, dropout=0.1)(inputs)',
      'x = CBAPD(8, pool_size=3, dropout=0.3)(x)',
      'x = CBAD(32)(x)',
    ]);
  });

  it('tell the numbers of different fields apart, even where they are equal', () => {
    const written = code({ kind: 'resnetBottleneck', filters: 4, expansion: 4, shortcut: 'projection' });
    expect(written).toContain('layers.Conv2D(\n            self.filters * 4, 1,');
  });
});

describe('own blocks', () => {
  const definitions = [
    {
      id: 'fire',
      name: 'fire module',
      description: 'Squeezes, then widens.',
      knobs: [
        { name: 'squeeze', targets: [{ node: 's', field: 'filters' }] },
        {
          name: 'class',
          targets: [
            { node: 'a', field: 'filters' },
            { node: 'b', field: 'filters' },
          ],
        },
        { name: 'relu', targets: [{ node: 's', field: 'activation' }] },
      ],
      body: [
        { id: 's', kind: 'conv', filters: 8, kernelSize: 1, activation: 'relu' },
        {
          id: 'both',
          kind: 'branches',
          branches: [[{ id: 'a', kind: 'conv', filters: 16, kernelSize: 1 }], [{ id: 'b', kind: 'conv', filters: 16 }]],
        },
      ],
    },
  ];

  it('are classes that take their knobs', () => {
    const children = [
      { kind: 'custom', definition: 'fire' },
      {
        kind: 'repeat',
        first: { class: 32 },
        children: [{ kind: 'custom', definition: 'fire', knobs: { squeeze: 16 } }],
      },
      { kind: 'custom', definition: 'fire', knobs: { relu: 'tanh', squeeze: 12 } },
      ...end,
    ];
    const written = codeOf(architecture(children, { definitions }));
    expect(written).toContain(
      [
        '@dataclass',
        'class FireModule:',
        '    """fire module: Squeezes, then widens."""',
        '',
        '    squeeze: int = 8',
        '    class_: int = 16',
        '',
        '    def __call__(self, x):',
        '        x = layers.Conv2D(self.squeeze, 1, padding="same", activation="relu")(x)',
        '        branch1 = layers.Conv2D(self.class_, 1, padding="same")(x)',
        '        branch2 = layers.Conv2D(self.class_, 3, padding="same")(x)',
        '        return layers.Concatenate()([branch1, branch2])',
      ].join('\n'),
    );
    expect(body(written)).toEqual([
      'x = FireModule()(inputs)',
      'for i in range(2):',
      '    x = FireModule(squeeze=16, class_=32 if i == 0 else 16)(x)',
      'x = FireModule2(squeeze=12)(x)',
    ]);
  });

  it.each([
    ['残差块', '残差块'],
    ['2nd "block"; import os', 'Block2ndBlockImportOs'],
    ['None', 'None_'],
    ['Input', 'Input2'],
    ['layers\nx = 1', 'LayersX1'],
    ['\u{1d400}\u00b7\u200b!', 'A'],
    ['!!!', 'Block'],
  ])('called %j are the class %s', (name, className) => {
    const children = [{ kind: 'custom', definition: 'fire' }, ...end];
    const written = codeOf(architecture(children, { definitions: [{ ...definitions[0], name }] }));
    expect(written).toContain(`\nclass ${className}:\n`);
  });
});

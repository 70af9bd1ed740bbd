import { describe, expect, it } from 'vitest';
import { blockyard, network, useLibrary, write } from './in-process.test-support.ts';

useLibrary();

describe('presets', () => {
  it('is a list with names, titles and layers', async () => {
    const { code, stdout, stderr } = await blockyard('presets', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const presets = JSON.parse(stdout) as {
      name: string;
      title: string;
      layers: number;
      depth: number;
      params: { total: number };
    }[];
    expect(presets.map(({ name }) => name)).toContain('resnet110');
    expect(presets.find(({ name }) => name === 'resnet20')).toMatchObject({
      title: 'ResNet-20',
      depth: 20,
      params: { total: 271_098 },
    });
    expect(presets.every(({ layers }) => layers > 0)).toBe(true);
  });

  it('is a table for people', async () => {
    const { code, stdout } = await blockyard('presets');
    expect(code).toBe(0);
    expect(stdout).toMatch(/resnet20 +ResNet-20 +20 +271,098/);
  });
});

describe('describe', () => {
  it('has the counts and every node', async () => {
    const { code, stdout, stderr } = await blockyard(
      'describe',
      'lenet5',
      '--input',
      '32x32x3',
      '--classes',
      '10',
      '--json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as { nodes: unknown[] };
    expect(document).toMatchObject({ params: { total: 62_006, trainable: 62_006 }, macs: 651_720, output: [10] });
    expect(document.nodes[1]).toMatchObject({
      kind: 'conv',
      output: [28, 28, 6],
      params: { total: 456 },
      macs: expect.any(Number) as number,
    });
  });

  it('shows what training needs when it is asked', async () => {
    const memory = async (...options: string[]): Promise<number> => {
      const { stdout } = await blockyard('describe', 'resnet20', '--json', ...options);
      const { training } = JSON.parse(stdout) as { training?: { memoryBytes: number; fits: string } };
      expect(['yes', 'tight', 'no']).toContain(training?.fits);
      return training?.memoryBytes ?? NaN;
    };
    expect(await memory('--batch', '256')).toBeGreaterThan((await memory('--batch', '32')) + 100 * 2 ** 20);
    expect(await memory('--batch', '32', '--data', 'mnist')).toBeGreaterThan((await memory('--batch', '32')) + 5e7);
    const { stdout } = await blockyard('describe', 'resnet20', '--batch', '32');
    expect(stdout).toMatch(/Training at batch 32 needs about \d+ MiB of memory of [\d.]+ GiB, which fits/);
    expect(JSON.parse((await blockyard('describe', 'resnet20', '--json')).stdout)).not.toHaveProperty('training');
  });

  it('reads a file', async () => {
    const file = write(
      'mine.json',
      network([{ kind: 'flatten' }, { kind: 'dense', units: 'classes', activation: 'softmax' }]),
    );
    const { code, stdout } = await blockyard('describe', file, '--input', '4x4x1', '--classes', '3', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Mine', params: { total: 51 }, output: [3] });
  });

  it('shows own blocks and Inception branches, with their memory', async () => {
    const branches = [
      [{ layer: 'conv', size: 1, filters: 2 }],
      [
        { layer: 'avgPool', size: 3 },
        { layer: 'conv', size: [1, 5], filters: 3 },
      ],
    ];
    const file = write('own.json', {
      ...(network([
        { id: 'x', kind: 'custom', definition: 'unit', knobs: { filters: 4 } },
        { id: 'i', kind: 'inception', branches },
        { kind: 'globalAvgPool' },
        { kind: 'dense', activation: 'softmax' },
      ]) as object),
      definitions: [
        {
          id: 'unit',
          name: 'My unit',
          knobs: [{ name: 'filters', targets: [{ node: 'c', field: 'filters' }] }],
          body: [{ id: 'c', kind: 'conv', kernelSize: 1, useBias: false }, { kind: 'batchNorm' }],
        },
      ],
    });
    const { code, stdout } = await blockyard('describe', file, '--input', '4x4x3', '--json');
    expect(code).toBe(0);
    const { nodes } = JSON.parse(stdout) as { nodes: unknown[] };
    expect(nodes.slice(1, 3)).toMatchObject([
      // 12 weights and a batch norm of 4 channels; two layers of 4x4x4 floats.
      { label: 'My unit', output: [4, 4, 4], params: { total: 12 + 16, trainable: 12 + 8 }, activationBytes: 512 },
      { kind: 'inception', output: [4, 4, 5], params: { total: 4 * 2 + 8 + 4 * 5 * 3 + 12 } },
    ]);
    const people = await blockyard('describe', file, '--input', '4x4x3');
    expect(people.stdout).toMatch(
      / {2}My unit +filters 4 +4x4x4 +28 +192 +512 B\n {2}Inception +1x1\/2, avg3x3-1x5\/3 /,
    );
  });

  it('shows where a network does not fit, and is bad input', async () => {
    const file = write(
      'broken.json',
      network([{ id: 'wide', kind: 'conv', filters: 4, kernelSize: [9, 9], padding: 'valid' }, { kind: 'flatten' }]),
    );
    const { code, stdout, stderr } = await blockyard('describe', file, '--input', '4x4x1', '--json');
    expect(code).toBe(2);
    const document = JSON.parse(stdout) as { nodes: { id: string; error?: { message: string; mend: string } }[] };
    const broken = document.nodes.find(({ id }) => id === 'wide');
    expect(broken?.error?.message).toBeTruthy();
    expect(stderr).toContain(broken?.error?.message);
    expect(stderr).toContain(broken?.error?.mend);
  });
});

describe('code', () => {
  it('is Python on standard output', async () => {
    const { code, stdout, stderr } = await blockyard('code', 'resnet18', '--input', '32x32x3');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^"""ResNet-18\n/);
    expect(stdout).toContain('INPUT_SHAPE = (32, 32, 3)\nCLASSES = 10\n');
    expect(stdout).toMatch(/\n {4}model\.summary\(\)\n$/);
  });

  it('is the same in a document', async () => {
    const plain = await blockyard('code', 'lenet5', '--classes', '7');
    const { code, stdout } = await blockyard('code', 'lenet5', '--classes', '7', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: 'LeNet-5', input: [28, 28, 1], classes: 7, code: plain.stdout });
  });

  it('is refused for a network that does not fit', async () => {
    const file = write('unfit-code.json', network([{ kind: 'dense', units: 3 }]));
    const { code, stdout, stderr } = await blockyard('code', file);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/unfit-code\.json" cannot be used\. At root\/children\/0: .*feature map/);
  });
});

describe('lint', () => {
  it('tells advice with its reason, and is no failure', async () => {
    const { code, stdout, stderr } = await blockyard('lint', 'plain56', '--input', '32x32x3', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'Plain-56',
      advice: [{ code: 'degradation', node: 'root', fixes: [{ kind: 'set-fields' }, {}, {}] }],
      problems: [],
    });
    const people = await blockyard('lint', 'baseline');
    expect(people.stdout).toMatch(/CBAPD "features" at root\/children\/0\/useBias: The 6 biases.*\n.*Ioffe/);
    const { stdout: many } = await blockyard('lint', 'vgg16');
    expect([many.match(/ at root/g)?.length, many.match(/Ioffe/g)?.length]).toEqual([17, 1]);
    expect((await blockyard('lint', 'resnet20')).stdout).toContain('No advice.');
  });

  it('is bad input where a block does not fit', async () => {
    const file = write('unfit-to-lint.json', network([{ kind: 'dense' }, { kind: 'conv' }]));
    const { code, stderr } = await blockyard('lint', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/At root\/children\/0: .*\nAt root\/children\/1: /);
    expect((await blockyard('lint', write('no-blocks.json', network([])))).stdout).not.toContain('No advice.');
  });
});

describe('diff', () => {
  it('is 0 for equal networks and 1 for others, with a mark for each change', async () => {
    const file = (name: string, children: unknown[]): string => write(name, network(children));
    const conv = { id: 'c', kind: 'conv' };
    const a = file('a.json', [conv, { id: 'n', kind: 'batchNorm' }, { id: 'p', kind: 'maxPool' }]);
    const b = file('b.json', [
      { id: 'p', kind: 'maxPool' },
      { ...conv, filters: 9 },
      { id: 'd', kind: 'dropout' },
    ]);
    const same = await blockyard('diff', a, a);
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('They are equal.') as string]);
    const { code, stdout } = await blockyard('diff', a, b);
    expect(code).toBe(1);
    const lines = stdout.split('\n');
    expect(lines).toContain('- Batch norm "n" at root/children/1');
    expect(lines).toContain('+ Dropout "d" at root/children/2');
    expect(lines).toContain('    filters: 32 -> 9');
    expect(stdout).toMatch(/^> (Max pooling "p"|Convolution "c") from root\/children\/\d to root\/children\/\d$/m);
    const json = JSON.parse((await blockyard('diff', a, b, '--json')).stdout) as { equal: boolean; changes: unknown[] };
    expect([json.equal, json.changes.length]).toEqual([false, 4]);
  });

  it('tells the former id of a block that is changed and called otherwise', async () => {
    const around = (conv: object) => [{ kind: 'batchNorm' }, conv, { kind: 'maxPool' }, { kind: 'flatten' }];
    const a = write('old.json', network(around({ id: 'old', kind: 'conv', filters: 8, kernelSize: 5 })));
    const b = write('new.json', network(around({ id: 'new', kind: 'conv', filters: 9, kernelSize: 5 })));
    const { stdout } = await blockyard('diff', a, b);
    expect(stdout).toContain('~ Convolution "new" (before: "old") at root/children/1\n    filters: 8 -> 9');
  });

  it('counts new ids where they are many', async () => {
    const list = (prefix: string): unknown[] =>
      Array.from({ length: 40 }, (_, index) => ({ id: prefix + String(index), kind: 'flatten' }));
    const { stdout } = await blockyard(
      'diff',
      write('a.json', network(list('a'))),
      write('b.json', network(list('b'))),
    );
    expect(stdout).toContain('= Flatten "b0" had the id "a0"');
    expect(stdout).toMatch(/^= 30 more blocks under another id/m);
    expect(stdout).toContain('40 differences.');
  });
});

describe('explode', () => {
  it('prints a document that is the same network, of one block or of all', async () => {
    const all = await blockyard('explode', 'resnet18');
    expect([all.code, all.stderr]).toEqual([0, '']);
    expect(all.stdout).not.toMatch(/"kind": "(stage|resnetBasic|cbapd|repeat)"/);
    const one = await blockyard('explode', 'resnet18', '--node', 'stage1', '--node', 'stage1.1');
    expect(one.stdout).toMatch(/"kind": "resnetBasic"/);
    for (const { stdout } of [all, one]) {
      const described = await blockyard('describe', write('exploded.json', stdout), '--input', '32x32x3', '--json');
      expect(JSON.parse(described.stdout)).toMatchObject({ params: { total: 11_183_562 }, macs: 555_422_720 });
    }
  });
});

it('everything that is wrong with a file is told, by every command that reads it', async () => {
  const file = write('wrong.json', network([{ kind: 'convolution' }, { kind: 'conv', filters: -1, strides: 'x' }]));
  for (const command of [['describe'], ['lint'], ['explode'], ['diff', 'lenet5']]) {
    const { code, stdout, stderr } = await blockyard(...command, file, '--json');
    expect(code).toBe(2);
    for (const path of ['children/0/kind', 'children/1/filters', 'children/1/strides']) expect(stderr).toContain(path);
    expect((JSON.parse(stdout) as { error: { problems: unknown[] } }).error.problems.length).toBe(3);
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockyard, network, runOn, useLibrary, write } from './in-process.test-support.ts';

useLibrary();

describe('bad input', () => {
  it.each<[string, string[], string, RegExp]>([
    [
      'an unknown preset',
      ['describe', 'resnet21'],
      'unknown-preset',
      /no preset called "resnet21"\. Presets: baseline, lenet5/,
    ],
    ['a preset to train that is unknown', ['train', 'resnet21'], 'unknown-preset', /no preset called/],
    [
      'a file that is not there',
      ['describe', './nowhere.json'],
      'unreadable-file',
      /nowhere\.json could not be read: there is no such file/,
    ],
    ['a dataset that is not there', ['describe', 'lenet5', '--data', 'cats'], 'unknown-dataset', /cats/],
    ['a device', ['describe', '/dev/zero'], 'unreadable-file', /it is not a file/],
    ['an empty name', ['train', 'lenet5', '--name', ' '], 'invalid-run-spec', /name is not valid: it is empty/],
    ['a folder', ['describe', '/'], 'unreadable-file', /it is a folder/],
    [
      'an unknown dataset',
      ['train', 'lenet5', '--data', 'cats'],
      'unknown-dataset',
      /no dataset called "cats"\. Datasets: mnist/,
    ],
    [
      'an option that does not go with the optimizer',
      ['train', 'lenet5', '--optimizer', 'adam', '--momentum', '0.5'],
      'invalid-run-spec',
      /--momentum is not valid: adam has no momentum/,
    ],
    ['a network to compare with that is unknown', ['diff', 'lenet5', 'lenet6'], 'unknown-preset', /no preset called/],
    [
      'a block to explode that is not there',
      ['explode', 'lenet5', '--node', 'nowhere'],
      'invalid-architecture',
      /There is no block with the id nowhere/,
    ],
    [
      'a block to explode that stands for no others',
      ['explode', 'lenet5', '--node', 'conv1'],
      'invalid-architecture',
      /does not stand for others/,
    ],
    ['an unknown run', ['runs', 'show', '20200101-aaaaaa'], 'unknown-run', /no run with the id "20200101-aaaaaa"/],
    ['a hostile run id', ['runs', 'show', '../../etc'], 'unknown-run', /no run with the id/],
    ['an unknown option', ['presets', '--colour'], 'wrong-use', /unknown option '--colour'/],
    ['an unknown command', ['trian', 'lenet5'], 'wrong-use', /unknown command 'trian'/],
    ['a missing argument', ['train'], 'wrong-use', /missing required argument 'network'/],
    [
      'a value that is not a number',
      ['train', 'lenet5', '--epochs', 'many'],
      'wrong-use',
      /'--epochs <number>' argument 'many' is invalid\. Give a whole number from 1/,
    ],
    ['a rate of zero', ['train', 'lenet5', '--lr', '0'], 'wrong-use', /'--lr <number>'.*above 0/],
    [
      'a word that is not allowed',
      ['train', 'lenet5', '--optimizer', 'adagrad'],
      'wrong-use',
      /'--optimizer <name>'.*Allowed: sgd, adam, adamw, rmsprop/,
    ],
    ['a shape that is none', ['describe', 'lenet5', '--input', '32'], 'wrong-use', /for example 32x32x3/],
  ])('%s gives exit code 2 and says why', async (_, args, code, words) => {
    const finished = await blockyard(...args, '--json');
    expect(finished.code).toBe(2);
    expect(finished.stderr).toMatch(words);
    const document = JSON.parse(finished.stdout) as { error: { code: string; message: string } };
    expect(document.error.code).toBe(code);
    expect(document.error.message).toMatch(words);
  });

  it.each<[string, unknown]>([
    ['not JSON', '{"format": '],
    ['another document', { format: 'something else' }],
    ['a bomb of brackets', '['.repeat(100_000)],
    ['a polluted prototype', '{"__proto__": {"polluted": 1}, "format": "blockyard.architecture", "version": 1}'],
    ['a block that there is not', network([{ kind: 'transformer' }])],
    ['numbers beyond all reason', network([{ kind: 'conv', filters: 1e308, kernelSize: [1e9, -1] }])],
  ])('a file with %s gives exit code 2 and a clear message', async (_, document) => {
    const { code, stdout, stderr } = await blockyard('train', write('bad.json', document), '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid-architecture' } });
    expect(stderr).toMatch(/^The network ".*bad\.json" cannot be used\. At .+: .+/);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('does not start a run whose network does not fit', async () => {
    const file = write(
      'unfit.json',
      network([{ kind: 'conv', filters: 4, kernelSize: [60, 60], padding: 'valid' }, { kind: 'flatten' }]),
    );
    expect((await blockyard('train', file, '--json')).code).toBe(2);
    expect(JSON.parse((await blockyard('runs', '--json')).stdout)).toEqual([]);
  });
});

it('a name in a file does not steer the terminal', async () => {
  const hostile = {
    ...(network([{ kind: 'flatten' }, { kind: 'dense' }]) as object),
    name: '\u001b[2Jgone\u0007\u202e',
  };
  const { stdout } = await blockyard('describe', write('hostile.json', hostile));
  expect(stdout).toContain('\ufffd[2Jgone\ufffd\ufffd, for images of');
});

describe('help', () => {
  it('goes to standard output and is no error', async () => {
    const { code, stdout, stderr } = await blockyard('train', '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/--val-split/);
    expect(stdout).toMatch(/Examples:/);
  });

  it('without a command is wrong use', async () => {
    expect((await blockyard()).code).toBe(2);
  });
});

describe('the library', () => {
  it('that is damaged is a failure with a clear message', async () => {
    const other = mkdtempSync(join(tmpdir(), 'blockyard-cli-'));
    writeFileSync(join(other, 'library.db'), 'this is no database, whatever its name says. '.repeat(50));
    const { code, stdout, stderr } = await runOn(other, ['runs', '--json']);
    rmSync(other, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(stderr).toMatch(/library\.db is damaged/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'library-corrupt' } });
  });

  it('cannot be in a file', async () => {
    const { code, stderr } = await runOn(write('a-file', ''), ['runs']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot write to/);
  });
});

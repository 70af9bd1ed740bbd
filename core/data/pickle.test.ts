import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { refusalOf, useCifar } from './cifar.test-support.ts';
import { importDataset } from './import.ts';
import { useLibrary } from './library.test-support.ts';
import { removePack } from './packs.ts';
import { pythonWithNumpy } from './written-cifar.test-support.ts';

const library = useLibrary('copy');
const cifar = useCifar();
let python = '';
beforeAll(async () => {
  python = await pythonWithNumpy();
}, 900_000);

describe('pickles', () => {
  /** Writes a file with Python's own pickle. */
  async function pickled(expression: string, protocol = 2): Promise<void> {
    const folder = await cifar.copy(library, 'python2', 10);
    const code = `import os, pickle, sys, collections, numpy\nsys.stdout.buffer.write(pickle.dumps(${expression}, protocol=${String(protocol)}))`;
    writeFileSync(join(folder, 'data_batch_1'), execFileSync(python, ['-c', code]));
  }
  const rows = (labels: string, data: string): string => `{'labels': ${labels}, 'data': ${data}}`;

  it.each([
    ['more labels than images', rows('[1, 2, 3]', 'numpy.zeros((2, 3072), numpy.uint8)'), 2, /3 labels for 2 images/],
    ['images of another size', rows('[1, 2]', 'numpy.zeros((2, 1024), numpy.uint8)'), 2, /an array of 2x1024/],
    ['an array of another type', rows('[1, 2]', 'numpy.zeros((2, 3072), numpy.float64)'), 2, /type f8/],
    ['an array of objects', rows('[1]', 'numpy.array([[None] * 3072])'), 2, /type O8/],
    ["an array in Fortran's order", rows('[1, 2]', 'numpy.zeros((2, 3072), numpy.uint8, order="F")'), 2, /Fortran/],
    [
      'an array of bytes for labels',
      rows('numpy.zeros(2, numpy.uint8)', 'numpy.zeros((2, 3072), numpy.uint8)'),
      2,
      /no list "labels"/,
    ],
    [
      'a label that is not a number',
      rows('[1, "x"]', 'numpy.zeros((2, 3072), numpy.uint8)'),
      2,
      /label 2 is not a class/,
    ],
    ['a label below zero', rows('[1, -1]', 'numpy.zeros((2, 3072), numpy.uint8)'), 2, /label 2 is not a class/],
    ['no images', "{'labels': [1]}", 2, /no array "data"/],
    ['something else than a dictionary', '[1, 2]', 2, /not a dictionary/],
    ['another protocol', "{'labels': [1]}", 4, /protocol 4, not 2/],
    [
      'an object of a program',
      'collections.OrderedDict(a=1)',
      2,
      /asks to run "collections\.OrderedDict".*nothing was run/,
    ],
    ['a function', 'os.getcwd', 2, /asks to run "posix\.getcwd"/],
  ])('are refused with %s', async (_, expression, protocol, detail) => {
    await pickled(expression, protocol);
    expect((await refusalOf(library, library.files)).message).toMatch(detail);
  });

  it('never run what they ask for', async () => {
    const proof = join(library.scratch, 'proof');
    const attack = `type('Attack', (), {'__reduce__': lambda self: (os.system, ('touch ${proof}',))})()`;
    await pickled(attack);
    const path = join(library.files, 'data_batch_1');
    expect((await refusalOf(library, library.files)).message).toMatch(/posix\.system/);
    expect(existsSync(proof)).toBe(false);
    // The file was a real one: Python itself falls for it.
    execFileSync(python, ['-c', `import pickle; pickle.load(open(${JSON.stringify(path)}, 'rb'))`]);
    expect(existsSync(proof)).toBe(true);
  });

  it.each([
    [
      'copies of one text without end',
      Buffer.from(
        `\x80\x02c_codecs\nencode\nX\x40\0\0\0${'a'.repeat(64)}X\x06\0\0\0latin1\x86q\0R${'c_codecs\nencode\nh\0R'.repeat(50)}.`,
        'latin1',
      ),
      /more bytes than it is long/,
    ],
    ['lists without end', Buffer.concat([Buffer.from([0x80, 2]), Buffer.alloc(3_000_000, ']')]), /more values/],
    ['a list in itself', Buffer.from('\x80\x02]q\0h\0a.', 'latin1'), /not a dictionary/],
    ['a use below a mark', Buffer.from('\x80\x02K\x01(a.', 'latin1'), /does not have/],
    ['a change of a tuple', Buffer.from('\x80\x02)K\x01a.', 'latin1'), /not a list/],
    ['a negative length', Buffer.from('\x80\x02T\xff\xff\xff\xff.', 'latin1'), /within a value/],
    ['an old operation that runs things', Buffer.from('\x80\x02(ios\nsystem\n.', 'latin1'), /operation 0x69/],
  ])('are refused with %s', async (_, bytes, detail) => {
    const folder = await cifar.copy(library, 'python2', 10);
    writeFileSync(join(folder, 'data_batch_1'), bytes);
    expect((await refusalOf(library, folder)).message).toMatch(detail);
  });

  it('are refused after any change, or say something else', async () => {
    const folder = await cifar.copy(library, 'python3', 10);
    const path = join(folder, 'data_batch_1');
    const good = readFileSync(path);
    const beside = fc.oneof(fc.nat(400), fc.integer({ min: good.length - 400, max: good.length - 1 }));
    await fc.assert(
      fc.asyncProperty(beside, fc.nat(255), async (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        writeFileSync(path, bytes);
        const outcome = await importDataset(library.home, { paths: [folder] }).catch((error: unknown) => error);
        if (outcome instanceof BlockyardError) {
          expect(['dataset-corrupt', 'unknown-format']).toContain(outcome.problem.code);
          expect(library.kept()).toEqual([]);
        } else {
          expect(outcome).toHaveProperty('manifest.train.count', 50);
          await removePack(library.home, 'copy');
        }
      }),
      { numRuns: 120 },
    );
  });
});

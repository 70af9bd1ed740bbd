import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageRule, ImportReport } from '../../protocol/datasets.ts';
import { importDataset, type ImportRequest } from '../import.ts';
import { lookAtImport } from '../look.ts';
import { datasetFolder, openDataset } from '../registry.ts';
import { readReport } from '../report.ts';
import { useLibrary } from '../library.test-support.ts';
import { buildImporter, usePictures } from './pictures.test-support.ts';

const rule: ImageRule = { size: [24, 24], channels: 3, fit: 'stretch' };

beforeAll(buildImporter, 120_000);
const pictures = usePictures(36);
const library = useLibrary('photos');

const put = (name: string, picture: number): void => {
  pictures.put(library, name, picture);
};

function putText(name: string, text: string): void {
  mkdirSync(dirname(join(library.files, name)), { recursive: true });
  writeFileSync(join(library.files, name), text);
}

async function imported(request: Partial<ImportRequest> = {}): Promise<{ classes: string[]; report: ImportReport }> {
  const { name, manifest } = await importDataset(library.home, { paths: [library.files], images: rule, ...request });
  const report = await readReport(datasetFolder(name, library.home));
  if (report === undefined) throw new Error('it has no report');
  return { classes: manifest.classes, report };
}

describe('a folder of pictures', () => {
  it('may have classes without a picture, which are left out and told', async () => {
    put('a/1.x', 0);
    put('d/2.x', 1);
    mkdirSync(join(library.files, 'b'));
    putText('c/notes.txt', 'no picture');
    const { classes, report } = await imported();
    expect(classes).toEqual(['a', 'd']);
    expect(report).toMatchObject({ emptyClasses: ['b', 'c'], refused: { total: 1, reasons: { 'not-an-image': 1 } } });
    const { train } = await openDataset('photos', datasetFolder('photos', library.home));
    expect([...train.labels]).toEqual([0, 1]);
  });

  it('tells of equal and alike pictures, wrong labels and test images that leaked', async () => {
    put('train/a/1.x', 0);
    put('train/a/again.x', 0);
    put('train/b/other.x', 0);
    put('train/b/2.x', 1);
    put('test/b/leaked.x', 1);
    put('test/a/3.x', 2);
    const { report } = await imported();
    expect(report.duplicates.exact).toMatchObject({ groups: 2, images: 3, contradictory: 1 });
    expect(report.duplicates.exact.list[0]?.map(({ name }) => name)).toEqual([
      'train/a/1.x',
      'train/a/again.x',
      'train/b/other.x',
    ]);
    expect(report.leaks).toEqual({
      exact: 1,
      near: 0,
      list: [
        {
          kind: 'exact',
          train: { part: 'train', index: 2, name: 'train/b/2.x' },
          test: { part: 'test', index: 1, name: 'test/b/leaked.x' },
        },
      ],
    });
  });

  it.each([
    [undefined, true, { train: 4, test: 2 }],
    ['train', true, { train: 4, test: 2 }],
    ['test', true, { train: 2, test: 2 }],
    ['leave', true, { train: 2, test: 2 }],
    [undefined, false, { train: 2, test: 2 }],
    ['leave', false, { train: 2, test: 0 }],
  ] as const)('with validation pictures used as %s, beside test pictures: %s', async (validation, hasTest, counts) => {
    ['a', 'b'].forEach((name, at) => {
      put(`train/${name}/1.x`, at);
      if (hasTest) put(`test/${name}/1.x`, 2 + at);
      put(`val/${name}/1.x`, 4 + at);
    });
    const { report } = await imported({ validation });
    const sum = (part: 'train' | 'test'): number => report.perClass.reduce((total, each) => total + each[part], 0);
    expect({ train: sum('train'), test: sum('test') }).toEqual(counts);
    expect(report.validation).toEqual({ count: 2, use: validation ?? (hasTest ? 'train' : 'test') });
  });

  it('leads nowhere else by links', async () => {
    put('a/1.x', 0);
    put('b/2.x', 1);
    symlinkSync(pictures.path(3), join(library.files, 'a', 'link.x'));
    symlinkSync(join(library.files, 'a', '1.x'), join(library.files, 'b', 'inside.x'));
    symlinkSync(join(library.files, 'nothing'), join(library.files, 'b', 'broken.x'));
    symlinkSync(pictures.folder, join(library.files, 'b', 'folder'), 'dir');
    const { report } = await imported();
    expect(report.refused.files.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'a/link.x outside',
      'b/broken.x missing',
      'b/folder outside',
    ]);
    expect(report.read).toBe(3);
  });

  it.skipIf(process.platform === 'win32')('does not wait for what is no file', async () => {
    put('a/1.x', 0);
    put('b/2.x', 1);
    execFileSync('mkfifo', [join(library.files, 'b', 'pipe.png')]);
    const { report } = await imported();
    expect(report.refused.files).toMatchObject([{ file: 'b/pipe.png', reason: 'not-an-image' }]);
  });

  it.each<[string, () => void, string, RegExp]>([
    [
      'one class only',
      () => {
        put('a/1.x', 0);
      },
      'dataset-unusable',
      /one class, a/,
    ],
    [
      'no picture that can be read',
      () => {
        putText('a/1.png', '');
        putText('b/2.png', 'x');
      },
      'dataset-unusable',
      /none of its 2 files .*a\/1\.png: it is empty/,
    ],
    [
      'folders of classes without a picture',
      () => {
        for (const name of ['a', 'b']) mkdirSync(join(library.files, name), { recursive: true });
      },
      'dataset-unusable',
      /it holds no images/,
    ],
    [
      'test pictures only',
      () => {
        put('train/a/1.x', 0);
        rmSync(join(library.files, 'train/a/1.x'));
        put('test/a/1.x', 0);
        put('test/b/1.x', 1);
      },
      'dataset-unusable',
      /none of its 2 files/,
    ],
    [
      'no folders',
      () => {
        put('1.png', 0);
      },
      'unknown-format',
      /without classes/,
    ],
    [
      'a table of files that are not there',
      () => {
        putText('labels.csv', 'file,label\nx.png,a\n');
      },
      'unknown-format',
      /labels\.csv/,
    ],
  ])('is refused with %s, and nothing is kept', async (_, prepare, code, detail) => {
    prepare();
    const work = imported();
    await expect(work).rejects.toMatchObject({ problem: { code } });
    await expect(work).rejects.toThrow(detail);
    expect(library.kept()).toEqual([]);
  });

  it('is refused before a rule is chosen, where there is no picture or one class', async () => {
    const look = (): Promise<unknown> => lookAtImport([library.files]);
    mkdirSync(join(library.files, 'a'), { recursive: true });
    await expect(look()).rejects.toThrow(/it holds no images/);
    put('a/1.x', 0);
    await expect(look()).rejects.toThrow(/one class, a/);
    put('b/2.x', 1);
    await expect(look()).resolves.toMatchObject({ files: 2 });
  });

  it('is refused with names for another number of classes', async () => {
    put('a/1.x', 0);
    put('b/2.x', 1);
    await expect(imported({ classes: ['one', 'two', 'three'] })).rejects.toThrow(/3 names for its 2 classes/);
    expect((await imported({ classes: ['one', 'two'] })).classes).toEqual(['one', 'two']);
  });
});

it('imports what a table tells, and nothing else', async () => {
  put('images/1.x', 0);
  put('images/2.x', 1);
  put('images/3.x', 2);
  putText(
    'labels.csv',
    'image,label,split\nimages/1.x,cat,train\nimages/2.x,dog,train\nimages/no.x,dog,test\n../x,cat,train\n',
  );
  const { classes, report } = await imported();
  expect(classes).toEqual(['cat', 'dog']);
  expect(report.refused.files.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
    '../x outside',
    'images/no.x missing',
  ]);
  expect(report.read).toBe(2);
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInFolders } from './find-in-folders.ts';
import { findInTables } from './find-in-tables.ts';
import type { PictureList } from './picture-list.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'blockyard-find-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), 'x');
  }
}

const told = (list: PictureList | undefined): string[] | undefined =>
  list?.files.map(({ part, className, name }) => `${part} ${className} ${name}`);

describe('folders of pictures', () => {
  it('have a class in each, and the names of files in the order of their letters', async () => {
    write('b/2.png', 'b/10.png', 'a/deep/er/x.jpg', 'a/.hidden.png', 'a/Thumbs.db', 'top.png');
    mkdirSync(join(root, 'empty'));
    const list = await findInFolders(root);
    expect(told(list)).toEqual(['train a a/deep/er/x.jpg', 'train b b/10.png', 'train b b/2.png']);
    expect(list?.classes).toEqual(['a', 'b', 'empty']);
  });

  it('are parts where they are named so, in any case and language of the trade', async () => {
    write('Training/a/1.png', 'TEST/b/2.png', 'Validation/a/3.png', 'other/z/4.png');
    const list = await findInFolders(root);
    expect(told(list)).toEqual(['train a Training/a/1.png', 'test b TEST/b/2.png', 'val a Validation/a/3.png']);
    expect(list?.classes).toEqual(['a', 'b']);
  });

  it('may be wrapped in others, as unpacked archives are', async () => {
    write('photos/photos/cats/1.png', 'photos/photos/dogs/2.png');
    expect(told(await findInFolders(root))).toEqual(['train cats cats/1.png', 'train dogs dogs/2.png']);
  });

  it('that are numbers come by their size', async () => {
    write('10/a.png', '9/b.png', '0/c.png');
    expect((await findInFolders(root))?.classes).toEqual(['0', '9', '10']);
  });

  it('are one class however their letters are written', async () => {
    write('train/caf\u00e9/1.png', 'train/b/2.png', 'test/cafe\u0301/3.png');
    expect((await findInFolders(root))?.classes).toEqual(['b', 'caf\u00e9']);
  });

  it('are not followed where they are links', async () => {
    write('a/1.png', 'b/2.png');
    symlinkSync(tmpdir(), join(root, 'c'), 'dir');
    symlinkSync(root, join(root, 'a', 'loop'), 'dir');
    const list = await findInFolders(root);
    expect(list?.classes).toEqual(['a', 'b']);
    expect(told(list)).toEqual(['train a a/1.png', 'train a a/loop', 'train b b/2.png']);
  });

  it('are none where there are only files', async () => {
    write('1.png', '2.png');
    expect(await findInFolders(root)).toBeUndefined();
  });
});

describe('a table of pictures', () => {
  const table = (text: string, name = 'labels.csv'): string => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };

  it.each([
    ['with names of columns in any order', 'split,label,file\ntrain,cat,i/1.png\ntest,dog,i/2.png\n'],
    ['with a byte order mark and CRLF', '\ufefffilename,class,set\r\ni/1.png,cat,Training\r\ni/2.png,dog,TEST\r\n'],
    ['with semicolons', 'image;category;part\ni/1.png;cat;train\ni/2.png;dog;test'],
    ['with tabs and quotes', '"path"\t"target"\t"subset"\n"i/1.png"\t"cat"\t"train"\n"i\\2.png"\t"dog"\t"test"\n'],
    ['without names', 'i/1.png,cat,train\ni/2.png,dog,test\n'],
    ['with names that say nothing', 'x,y,z\ni/1.png,cat,train\ni/2.png,dog,test\n'],
  ])('is read %s', async (_, text) => {
    write('i/1.png', 'i/2.png');
    expect(told(await findInTables([table(text)]))).toEqual(['train cat i/1.png', 'test dog i/2.png']);
  });

  it('takes commas and line ends within quotes', async () => {
    write('a, b.png', 'c.png');
    const list = await findInTables([table('file,label\n"a, b.png","big ""cat"""\nc.png,"two\nlines"\n')]);
    expect(list?.classes).toEqual(['big "cat"', 'two\nlines']);
  });

  it('leads to nothing outside its folder, and tells of rows that say too little', async () => {
    write('in/1.png');
    const list = await findInTables([
      table(
        'file,label,split\nin/1.png,a,\n../../etc/passwd,a,train\n/etc/passwd,a,train\nC:\\x.png,b,test\nin/1.png,,train\nin/1.png,b,holdout\n,a,train\nin/../in/1.png,b,val\n',
      ),
    ]);
    expect(told(list)).toEqual(['train a in/1.png', 'val b in/1.png']);
    expect(list?.refused.map(({ file, reason }) => `${reason} ${file}`)).toEqual([
      'outside ../../etc/passwd',
      'outside /etc/passwd',
      'outside C:\\x.png',
      'unlabelled in/1.png',
      'unlabelled in/1.png',
      'missing ',
    ]);
  });

  it('may be several that are named after their parts, and no others', async () => {
    write('1.png', '2.png');
    const both = [table('file,label\n2.png,b\n', 'test.csv'), table('file,label\n1.png,a\n', 'train.csv')];
    expect(told(await findInTables(both))).toEqual(['train a 1.png', 'test b 2.png']);
    await expect(findInTables([...both, table('file,label\n', 'more.csv')])).rejects.toThrow(/more\.csv is not named/);
  });

  it.each([
    ['that names files which are not there', 'file,label\nno.png,a\n'],
    ['of other things', 'a,b\n1,2\n3,4\n'],
    ['that is empty', ''],
  ])('is none %s', async (_, text) => {
    expect(await findInTables([table(text)])).toBeUndefined();
  });

  it('is refused where its quotes do not close', async () => {
    write('1.png');
    await expect(findInTables([table('file,label\n"1.png,a\n')])).rejects.toMatchObject({
      problem: { code: 'dataset-corrupt' },
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { DataJob } from '../../../core/protocol/data-job.ts';
import { en } from '../../i18n/en.ts';
import { Format } from '../../lib/format/format.ts';
import { isNetworkFile } from '../library/dropped.ts';
import { valueBars } from './bars.ts';
import { classNameFaults } from './class-names.ts';
import { nameOfTitle, titleOfPaths } from './import/title.ts';
import { jobFigures } from './job-text.ts';

describe('names of classes', () => {
  it('are there, and each is another', () => {
    expect(classNameFaults(['a', 'b'])).toEqual(new Map());
    expect(classNameFaults([' a', 'b', 'a ', ''])).toEqual(
      new Map([
        [0, 'twice'],
        [2, 'twice'],
        [3, 'empty'],
      ]),
    );
  });
});

describe('the title of an import', () => {
  it.each([
    [['/home/me/Cats and dogs'], 'Cats and dogs'],
    [['/home/me/Cats and dogs/'], 'Cats and dogs'],
    [['C:\\Bilder\\Katzen'], 'Katzen'],
    [['/data/cifar-10-python.tar.gz'], 'cifar-10-python'],
    [['/data/digits/a.gz', '/data/digits/b.gz'], 'digits'],
  ])('%j', (paths, expected) => {
    expect(titleOfPaths(paths)).toBe(expected);
  });

  it.each([
    ['My Photos (2)', 'my-photos-2'],
    ['  数字 ', '数字'],
    ['…', ''],
  ])('%s becomes the name %s', (title, name) => {
    expect(nameOfTitle(title)).toBe(name);
  });
});

describe('what is dropped', () => {
  it('is a network where it is one JSON file, and data otherwise', () => {
    const files = (...names: string[]) => names.map((name) => ({ name }));
    expect(isNetworkFile(files('net.JSON'))).toBe(true);
    expect(isNetworkFile(files('photos'))).toBe(false);
    expect(isNetworkFile(files('a.json', 'b.json'))).toBe(false);
  });
});

describe('how a job gets on', () => {
  const format = new Format('en-GB');
  const job: DataJob = {
    id: '1',
    kind: 'import',
    title: 'A',
    state: 'running',
    stage: 'import',
    done: 0,
    total: 0,
    unit: 'images',
    rate: 0,
  };
  it.each<[Partial<DataJob>, string[]]>([
    [{ state: 'waiting' }, ['Waits for the one before it']],
    [{}, ['Starting…']],
    [{ done: 500, total: 2000, rate: 100 }, ['500 of 2,000 images', '100 images/s', '15s left']],
    [{ unit: 'bytes', done: 5e6, total: 2e7, rate: 5e6 }, ['5 MB of 20 MB', '5 MB/s', '3.0s left']],
    [{ done: 10, total: 10, rate: 100 }, ['Looking for duplicates, writing…']],
    [{ stage: 'download', done: 10, total: 10 }, ['Checking what has arrived…']],
    [{ stage: 'export', done: 10, total: 10 }, ['Writing…']],
  ])('%j', (change, expected) => {
    expect(jobFigures({ ...job, ...change }, en.data.jobs, format)).toEqual(expected);
  });
});

describe('the histogram', () => {
  it('counts every value once', () => {
    const counts = Array.from({ length: 256 }, (_, value) => value);
    const figures = { hash: '', images: 1, mean: [0], deviation: [0], histogram: [counts] };
    const { labels, series } = valueBars(figures, 1, en.data);
    expect([labels[0], labels[labels.length - 1]]).toEqual(['0–3', '252–255']);
    expect(series[0]?.values[0]).toBe(0 + 1 + 2 + 3);
    expect(series[0]?.values.reduce((sum, value) => sum + value, 0)).toBe((255 * 256) / 2);
  });
});

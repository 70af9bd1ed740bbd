import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { openLibrary } from '../store/index.ts';
import { runOn, type Finished } from './in-process.test-support.ts';

let home = '';
let ids: string[] = [];
const runs = (...args: string[]): Promise<Finished> => runOn(home, ['runs', ...args]);
const parse = (finished: Finished): Record<string, unknown>[] =>
  JSON.parse(finished.stdout) as Record<string, unknown>[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-manage-'));
  const library = openLibrary(home);
  ids = ['first', 'second'].map((name, at) => {
    const { id } = library.runs.create({ ...readyExperiment(), name }, 'A net', 'a host', at, () => undefined);
    library.runs.finish(id, { status: 'interrupted', time: 9 }, 'a host');
    return id;
  });
  library.close();
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('runs', () => {
  it('rm deletes so that restore brings back, and erase does not', async () => {
    const [one = '', two = ''] = ids;
    const removed = await runs('rm', one, two);
    expect(removed.code).toBe(0);
    expect(removed.stdout).toMatch(/^Deleted 2 runs\. To bring them back: blockyard runs restore /);
    expect(parse(await runs('--json'))).toEqual([]);
    expect(parse(await runs('list', '--deleted', '--json')).map(({ name }) => name)).toEqual(['second', 'first']);
    expect((await runs('restore', one)).stdout).toBe('Brought 1 run back.\n');
    expect(parse(await runs('list', '--json'))).toMatchObject([{ runId: one, deletedAt: null }]);

    const refused = await runs('erase', one, two, '--json');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/"first" .* Delete it first/)]);
    expect((await runs('erase', '--all')).stdout).toBe('Erased 1 run.\n');
    expect((await runs('list', '--deleted')).stdout).toBe('No run is deleted.\n');
    expect((await runs('show', two)).code).toBe(2);
  });

  it('edit names, tags, notes, stars and archives', async () => {
    const [one = '', two = ''] = ids;
    const edited = await runs('edit', one, two, '--tag', 'a, week 1', '--star', '--notes', 'why', '--json');
    expect(parse(edited)).toMatchObject([
      { runId: one, tags: ['a', 'week 1'], starred: true, notes: 'why' },
      { runId: two, tags: ['a', 'week 1'], starred: true, notes: 'why' },
    ]);
    await runs('edit', one, '--untag', 'a', '--no-star', '--name', 'Best');
    expect((await runs('show', one)).stdout).toMatch(/^Best\n[^]*Tags {6}week 1\nNotes {5}why/);
    expect((await runs()).stdout).toMatch(/★ second .*a, week 1/);

    await runs('edit', two, '--archive');
    expect(parse(await runs('--json')).map(({ runId }) => runId)).toEqual([one]);
    expect(parse(await runs('--archived', '--json')).map(({ runId }) => runId)).toEqual([two]);
    await runs('edit', two, '--no-archive');
    expect(parse(await runs('--json'))).toHaveLength(2);
  });

  it('list those that fit a filter, which is refused with its place where it cannot be read', async () => {
    const [one = ''] = ids;
    await runs('edit', one, '--tag', 'x');
    expect(parse(await runs('list', 'tag:x', '--json')).map(({ runId }) => runId)).toEqual([one]);
    expect((await runs('list', 'tag:y')).stdout).toBe('No run fits.\n');
    expect(await runs('list', 'tag:x', 'acuracy', '>', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/at letter 7, "acuracy": There is no field "acuracy"\. Fields: name, /) as unknown,
    });
  });

  it('export writes them in every form, and import refuses what is no bundle', async () => {
    const [one = '', two = ''] = ids;
    const out = (name: string): string => join(home, name);
    const csv = await runs('export', one, two, '--format', 'csv', '--out', out('runs.csv'));
    expect([csv.code, csv.stdout]).toEqual([0, expect.stringMatching(/^Wrote .*runs\.csv \(/)]);
    expect(readFileSync(out('runs.csv'), 'utf8')).toMatch(/^run,name,step,epoch,batch_loss,/);
    await runs('export', one, two, '--format', 'json', '--out', out('runs.json'));
    const document = JSON.parse(readFileSync(out('runs.json'), 'utf8')) as { runs: { summary: { id: string } }[] };
    expect(document.runs.map(({ summary }) => summary.id)).toEqual([one, two]);
    await runs('export', one, two, '--format', 'tensorboard', '--out', out('logs'));
    expect(readdirSync(out('logs')).sort()).toEqual([`first-${one}`, `second-${two}`].sort());
    expect(readdirSync(join(out('logs'), `first-${one}`))).toEqual(['train', 'validation']);

    const twice = await runs('export', one, '--format', 'json', '--out', out('runs.json'));
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringMatching(/There is something at .*runs\.json/)]);
    expect((await runs('export', two, '--format', 'json', '--out', out('runs.json'), '--force')).code).toBe(0);
    const both = await runs('export', one, two, '--format', 'bundle', '--out', out('both.blockyard'));
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/a bundle is of one run/)]);
    const wrong = await runs('import', out('runs.json'));
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/it is not a whole zip file/)]);
    expect((await runs('import', out('nothing.blockyard'))).code).toBe(2);
  });

  it.each<[string, string[], RegExp]>([
    ['a run that is not there', ['rm', '20200101-aaaaaa'], /There is no run with the id "20200101-aaaaaa"/],
    ['a tag that is none', ['edit', 'x', '--tag', 'a,,b'], /"" cannot be a tag: it is empty/],
    ['an empty name', ['edit', 'x', '--name', ' '], /name is not valid: it is empty/],
    ['nothing to erase', ['erase'], /name the runs to erase/],
  ])('%s is wrong use, and changes nothing', async (_, args, words) => {
    const { code, stderr } = await runs(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(parse(await runs('--json'))).toHaveLength(2);
  });

  it('a run that trains cannot be deleted', async () => {
    const library = openLibrary(home);
    const { id } = library.runs.create(
      readyExperiment(),
      'A net',
      library.hosts.register(Date.now()),
      3,
      () => undefined,
    );
    const { code, stderr } = await runs('rm', ids[0] ?? '', id);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/trains or waits to\. Stop it first/)]);
    expect(library.runs.list().filter(({ deletedAt }) => deletedAt !== undefined)).toEqual([]);
    library.close();
  });
});

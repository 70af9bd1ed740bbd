import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImageRule, ImportReport } from '../protocol/datasets.ts';
import type { Problem } from '../protocol/problems.ts';
import { writeIdxPair } from './idx.test-support.ts';
import { writeImporter } from './import-process.test-support.ts';
import { importDataset, type ImportRequest } from './import.ts';
import { useLibrary } from './library.test-support.ts';
import { buildImporter, usePictures } from './pictures/pictures.test-support.ts';
import { problemOf } from './problem.test-support.ts';
import { datasetFolder } from './registry.ts';
import { readReport } from './report.ts';

const library = useLibrary('files');
const isRoot = process.getuid?.() === 0;
/** As whom the system refuses what root may read. */
const nobody = 65_534;

interface Outcome {
  readonly problem?: Problem;
  readonly kept: readonly string[];
}

/** Runs a shell line in which `$@` is the program and its arguments. */
function run(line: string, ...args: readonly string[]): Outcome {
  const text = execFileSync('sh', ['-c', line, 'sh', process.execPath, ...args], { encoding: 'utf8' });
  return JSON.parse(text) as Outcome;
}

/** How a disk of its own is mounted that nobody else sees: as root, or as one in a namespace of its own. */
const unshare = [['-m'], ['-rm']].find(
  (flags) => spawnSync('unshare', [...flags, 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0,
);

describe.skipIf(process.platform === 'win32')('an import', () => {
  it.skipIf(unshare === undefined)('keeps nothing where the disk is full half-way', async () => {
    writeIdxPair(library.files, { count: 4000, shape: [28, 28] });
    const script = await writeImporter(library.scratch);
    mkdirSync(library.home);
    const line = `exec unshare ${(unshare ?? []).join(' ')} sh -c 'mount -t tmpfs -o size=8m none "$3" && exec "$@" "$3/filler"' sh "$@"`;
    const { problem, kept } = run(line, script, library.home, library.files);
    expect(problem).toMatchObject({ code: 'no-space' });
    expect(kept).toEqual([]);
  });

  it('keeps nothing where the disk takes no file of that size', async () => {
    writeIdxPair(library.files, { count: 4000, shape: [28, 28] });
    const script = await writeImporter(library.scratch);
    // Of 512 bytes.
    const { problem, kept } = run('ulimit -f 4000; exec "$@"', script, library.home, library.files);
    expect(problem).toMatchObject({ code: 'not-writable', facts: { detail: 'file-too-large' } });
    expect(kept).toEqual([]);
  });
});

describe('an import of pictures', () => {
  beforeAll(buildImporter, 120_000);
  const pictures = usePictures(36);
  const rule: ImageRule = { size: [24, 24], channels: 3, fit: 'stretch' };
  const request = (): ImportRequest => ({ paths: [library.files], title: 'photos', images: rule });

  function putAll(): void {
    for (let at = 0; at < pictures.count; at += 1)
      pictures.put(library, `${at % 2 === 0 ? 'a' : 'b'}/${String(at)}.x`, at);
  }

  async function reportOfImported(): Promise<ImportReport> {
    const { name } = await importDataset(library.home, request());
    const report = await readReport(datasetFolder(name, library.home));
    if (report === undefined) throw new Error('it has no report');
    return report;
  }

  describe.skipIf(process.platform === 'win32')('by somebody who may not read everything', () => {
    beforeEach(() => {
      putAll();
      chmodSync(library.scratch, 0o755);
      mkdirSync(library.home);
      // To root everything is open.
      if (isRoot) chownSync(library.home, nobody, nobody);
    });
    const become = (id: number): void => {
      if (isRoot) process.seteuid?.(id);
    };
    afterEach(() => {
      become(0);
    });

    it('tells of what may not be read, and the others go on', async () => {
      pictures.put(library, 'locked/1.x', 0);
      chmodSync(join(library.files, 'locked'), 0);
      chmodSync(join(library.files, 'a', '0.x'), 0);
      become(nobody);
      const report = await reportOfImported();
      expect(report).toMatchObject({ read: pictures.count - 1, emptyClasses: ['locked'] });
      const refused = { reason: 'unreadable', detail: { code: 'not-permitted', facts: {} } };
      expect(report.refused.files).toEqual([
        { file: 'locked/', ...refused },
        { file: 'a/0.x', ...refused },
      ]);
      become(0);
      chmodSync(join(library.files, 'locked'), 0o755);
    });

    it('is refused where the folder itself may not be read', async () => {
      chmodSync(library.files, 0);
      become(nobody);
      const problem = await problemOf(importDataset(library.home, request()));
      become(0);
      chmodSync(library.files, 0o755);
      expect(problem).toMatchObject({ code: 'unreadable-file', detail: 'you may not read it' });
      expect(library.kept()).toEqual([]);
    });
  });

  describe('whose threads are killed', () => {
    const begun: Worker[] = [];
    /** What becomes of a thread that begins. */
    let deal: (worker: Worker) => void = () => undefined;
    const hear = (worker: Worker): void => {
      begun.push(worker);
      deal(worker);
    };
    beforeEach(() => {
      begun.length = 0;
      process.on('worker', hear);
    });
    afterEach(() => {
      deal = () => undefined;
      vi.restoreAllMocks();
      process.off('worker', hear);
    });

    it('reads what they were at again, and loses nothing', async () => {
      putAll();
      let killed = 0;
      const onProgress = (): void => {
        if (killed++ === 0) for (const worker of begun) void worker.terminate();
      };
      const { name, manifest } = await importDataset(library.home, request(), { onProgress });
      expect(killed).toBeGreaterThan(0);
      expect(manifest.train.count).toBe(pictures.count);
      const report = await readReport(datasetFolder(name, library.home));
      expect(report?.refused.total).toBe(0);
    });

    it('refuses the picture that ends every thread, and the others go on', async () => {
      putAll();
      const doomed = join(library.files, 'a', '4.x');
      const post = Reflect.get(Worker.prototype, 'postMessage') as (question: unknown) => void;
      vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, question: unknown) {
        if (Array.isArray(question) && question.includes(doomed)) void this.terminate();
        else Reflect.apply(post, this, [question]);
      });
      const report = await reportOfImported();
      expect(report.read).toBe(pictures.count - 1);
      expect(report.refused.files).toMatchObject([
        { file: 'a/4.x', reason: 'corrupt', detail: { code: 'reader-lost' } },
      ]);
    });

    it('is ended where none can work at all, and keeps nothing', async () => {
      putAll();
      deal = (worker) => void worker.terminate();
      expect(await problemOf(importDataset(library.home, request()))).toMatchObject({ code: 'data-process-ended' });
      expect(library.kept()).toEqual([]);
    });
  });
});

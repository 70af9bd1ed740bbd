import { parentPort, workerData } from 'node:worker_threads';
import type { ImageRule } from '../../protocol/datasets.ts';
import { findAlike, type AlikeJob } from '../alike/find-alike.ts';
import { startCodecs, type CodecFiles } from './codecs.ts';
import { PixelBudget } from './pixel-budget.ts';
import { preparePictures, type Prepared } from './prepare.ts';

/** What a thread is started for. */
export type WorkerJob = PrepareJob | AlikeJob;

export interface PrepareJob {
  readonly kind: 'prepare';
  readonly rule: ImageRule;
  readonly realRoot: string;
  readonly codecs: CodecFiles;
  readonly budget: SharedArrayBuffer;
  /** Which cell of the budget is its own. */
  readonly thread: number;
}

export interface PrepareAnswer extends Prepared {
  /** It has unpacked so much that its memory is better given back: WebAssembly's never shrinks. */
  readonly spent: boolean;
}

const muchPixels = 16_000_000;

const job = workerData as WorkerJob;
if (job.kind === 'prepare') void prepare(job);
else parentPort?.postMessage(findAlike(job));

async function prepare({ rule, realRoot, codecs: files, budget: shared, thread }: PrepareJob): Promise<void> {
  const codecs = await startCodecs(files);
  const budget = new PixelBudget(shared);
  let spent = false;
  const reserve = (pixels: number): void => {
    budget.reserve(thread, pixels);
    spent ||= pixels > muchPixels;
  };
  parentPort?.on('message', (paths: readonly string[]) => {
    void preparePictures(paths, { realRoot, rule, codecs, reserve }).then((prepared) => {
      budget.release(thread);
      const answer: PrepareAnswer = { ...prepared, spent };
      parentPort?.postMessage(answer, [prepared.images.buffer as ArrayBuffer]);
    });
  });
}

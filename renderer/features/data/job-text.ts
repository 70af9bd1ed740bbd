import type { DataJob } from '../../../core/protocol/data-job.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';

/** How a job gets on: how far, how fast, how long still. */
export function jobFigures(job: DataJob, words: Dictionary['data']['jobs'], format: Format): string[] {
  const { state, stage, done, total, rate, unit } = job;
  if (state === 'waiting') return [words.waiting];
  if (total === 0) return [words.starting];
  if (done >= total) return [words.finishing[stage]];
  const inImages = unit === 'images';
  const left = rate > 0 ? [words.left(format.duration((total - done) / rate))] : [];
  return inImages
    ? [
        words.imagesOf(format.integer(done), format.integer(total)),
        words.imagesRate(format.count(Math.round(rate))),
        ...left,
      ]
    : [words.bytesOf(format.bytes(done), format.bytes(total)), words.bytesRate(format.bytes(rate)), ...left];
}

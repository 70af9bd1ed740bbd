import { curvePoints, curveRuns } from './history-library.ts';
import {
  ingestTarget,
  listTargetMs,
  overlayTargetMs,
  panTargetFrames,
  parallelRuns,
  parallelTargetMs,
  type HistoryResult,
  type LibraryResult,
  type Timed,
} from './history.ts';
import { atLeast, atMost, formatNumber, table, type Verdict } from './report-parts.ts';
import { median } from './statistics.ts';

/** What is promised of the largest library; of parallel coordinates, of the one that has just so many runs. */
export function historyVerdicts({ libraries }: HistoryResult): Verdict[] {
  const largest = libraries.at(-1);
  if (largest === undefined) return [];
  const thousand = libraries.find(({ runs }) => runs === parallelRuns) ?? largest;
  const { runs } = largest;
  return [
    atMost(`History: ${runs} runs filtered, slowest query (median)`, slowest(largest.filtered), 'ms', listTargetMs),
    atMost(`History: ${runs} runs sorted, slowest column (median)`, slowest(largest.sorted), 'ms', listTargetMs),
    atMost(
      `History: ${curveRuns} runs of ${curvePoints} points overlaid (median)`,
      median(largest.overlaid),
      'ms',
      overlayTargetMs,
    ),
    atLeast('History: frames per second while they are panned', largest.pannedFramesPerSecond, '', panTargetFrames),
    atMost(
      `History: ${thousand.parallelRuns} runs in parallel coordinates (median)`,
      median(thousand.parallel),
      'ms',
      parallelTargetMs,
    ),
    atLeast('History: points entered per second', largest.pointsPerSecond, '', ingestTarget),
  ];
}

/** A column for each library, so that one sees how times grow. */
export function historySection({ electron, libraries }: HistoryResult): string {
  const line = (what: string, of: (library: LibraryResult) => number): string[] => [
    what,
    ...libraries.map((library) => formatNumber(of(library))),
  ];
  const timed = (kind: string, of: (library: LibraryResult) => readonly Timed[]): string[][] =>
    (libraries[0] === undefined ? [] : of(libraries[0])).map(({ what }) =>
      line(`${kind}: ${what}`, (library) => median(of(library).find((one) => one.what === what)?.ms ?? [])),
    );
  const rows = [
    line('list is there, from the beginning of the page', ({ listed }) => listed),
    ...timed('filtered', ({ filtered }) => filtered),
    ...timed('sorted', ({ sorted }) => sorted),
    line('runs in parallel coordinates', (library) => library.parallelRuns),
    line('until they are drawn', ({ parallel }) => median(parallel)),
    line('until a brush is drawn', ({ brushed }) => median(brushed)),
    line(`${curveRuns} runs of ${curvePoints} points overlaid`, ({ overlaid }) => median(overlaid)),
    line('panned, frames/s', ({ pannedFramesPerSecond }) => pannedFramesPerSecond),
    line('points entered per second', ({ pointsPerSecond }) => pointsPerSecond),
  ];
  return [
    `## Large libraries (Electron ${electron})`,
    'Milliseconds until the frame with the change is handed over, median of rounds, unless another unit is given.',
    table(['', ...libraries.map(({ runs }) => `${runs} runs`)], rows),
  ].join('\n\n');
}

function slowest(all: readonly Timed[]): number {
  return Math.max(...all.map(({ ms }) => median(ms)));
}

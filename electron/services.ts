import { isActive, type RunSummary } from '../core/protocol/runs.ts';
import { sweepStanding } from '../core/protocol/sweeps.ts';
import {
  Calibrator,
  DataJobs,
  DatasetDesk,
  ModelDesk,
  openRunner,
  Previewer,
  RateFinder,
  SweepDesk,
} from '../core/runner/index.ts';
import { libraryHome, openLibrary } from '../core/store/index.ts';
import type { Settings } from '../core/protocol/channels.ts';
import type { DataCommand } from '../core/protocol/data-job.ts';
import type { EngineCommand } from '../core/protocol/engine.ts';
import type { Handlers } from './answer.ts';
import { utilityHost } from './engine-host.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { handlersOver } from './handlers.ts';
import { tellWindows } from './ipc.ts';
import { log } from './log.ts';
import type { Places } from './places.ts';
import type { EndedSweep } from './training-signs.ts';
import type { Words } from './words.ts';

export interface Services {
  readonly handlers: Handlers;
  /** The library's folder. */
  readonly home: string;
  settings(): Settings;
  /** How many runs this app, and no other process, trains. */
  activeRuns(): number;
  /** How many imports, downloads and exports wait or are under way. */
  activeJobs(): number;
  /** Stops what this app trains, keeping weights, and what it does with data, keeping nothing half-done, and closes the library. */
  close(): Promise<void>;
}

export interface ServiceEvents {
  /** @param sweep that the run was made for, once it has ended */
  onRun(run: RunSummary, sweep: EndedSweep | undefined): void;
  onSettings(settings: Settings): void;
  /** In the person's language. */
  words: () => Words;
  granted: GrantedPaths;
}

/**
 * Opens the library and the runner. Imported only once the window is on its way, because it loads the database.
 *
 * @param places absolute paths of the bundles to start
 * @throws BlockyardError library-newer, library-corrupt, not-writable, no-space
 */
export async function openServices(
  { engine, data }: Pick<Places, 'engine' | 'data'>,
  events: ServiceEvents,
): Promise<Services> {
  const library = openLibrary(libraryHome(process.env));
  const engineHost = utilityHost<EngineCommand>(engine, 'Blockyard training');
  const runner = await openRunner({ library, engineHost });
  const calibrator = new Calibrator({
    library,
    runner,
    engineHost,
    onChange: (state) => tellWindows('machine.calibration', state),
  });
  const desk = new DatasetDesk({
    home: library.home,
    runs: () => runner.list(),
    onChange: (name) => tellWindows('datasets.changed', { name }),
  });
  const previewer = new Previewer({ library, engineHost });
  const models = new ModelDesk({
    home: library.home,
    runner,
    engineHost,
    onProgress: (progress) => tellWindows('models.progress', progress),
  });
  const rates = new RateFinder({
    home: library.home,
    engineHost,
    onProgress: (done, total) => tellWindows('rates.progress', { done, total }),
  });
  const jobs = new DataJobs({
    home: library.home,
    host: utilityHost<DataCommand>(data, 'Blockyard data'),
    mirror: process.env['BLOCKYARD_MIRROR'],
    onChange: (job) => {
      tellWindows('datasets.job', job);
      if (job.kind !== 'export' && job.state === 'done' && job.name !== undefined)
        tellWindows('datasets.changed', { name: job.name });
    },
    onStrange: (detail) => log('warning', `the data process: ${detail}`),
  });
  const sweeps = new SweepDesk({ library, runner, onChange: (sweep) => tellWindows('sweep.changed', sweep) });
  const endedSweep = (run: RunSummary): EndedSweep | undefined => {
    const standing = isActive(run.status) ? undefined : sweepStanding(run, runner.list());
    return standing && { standing, name: library.sweeps.summary(standing.sweep).name };
  };
  runner.subscribe((notice) => {
    tellWindows(notice.name, notice.payload);
    if (notice.name === 'run.changed') events.onRun(notice.payload, endedSweep(notice.payload));
  });
  const handlers = handlersOver({
    library,
    runner,
    calibrator,
    desk,
    previewer,
    models,
    rates,
    jobs,
    sweeps,
    engine,
    onSettings: () => events.onSettings(library.settings()),
    tell: tellWindows,
    words: events.words,
    granted: events.granted,
  });
  return {
    handlers,
    home: library.home,
    settings: () => library.settings(),
    activeRuns: () => runner.training,
    activeJobs: () => jobs.active,
    async close() {
      calibrator.close();
      previewer.close();
      models.close();
      rates.cancel();
      sweeps.close();
      // Each may take its time, and there is little of it when the system shuts down.
      await Promise.all([jobs.close(), runner.close()]);
      await desk.close();
      library.close();
    },
  };
}

import { cpus, totalmem } from 'node:os';
import { app } from 'electron';
import { imageBudgetHere } from '../core/data/index.ts';
import type { AppInfo } from '../core/protocol/channels.ts';
import type {
  Calibrator,
  DataJobs,
  DatasetDesk,
  ModelDesk,
  Previewer,
  RateFinder,
  Runner,
  SweepDesk,
} from '../core/runner/index.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import { datasetHandlers } from './dataset-handlers.ts';
import { expectedDevice, tensorFlowIsInstalled, type PastChoice } from './app-info.ts';
import type { tellWindows } from './ipc.ts';
import { interchangeHandlers } from './interchange-handlers.ts';
import { historyHandlers } from './history-handlers.ts';
import { libraryHandlers } from './library-handlers.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { log } from './log.ts';
import { modelHandlers } from './model-handlers.ts';
import { openFolder } from './open-folder.ts';
import { queueHandlers } from './queue-handlers.ts';
import { saveFile } from './save-file.ts';
import { sweepHandlers } from './sweep-handlers.ts';
import { checkFile, transferHandlers } from './transfer-handlers.ts';
import type { Words } from './words.ts';

export interface HandlerOptions {
  library: Library;
  runner: Runner;
  calibrator: Calibrator;
  desk: DatasetDesk;
  previewer: Previewer;
  models: ModelDesk;
  rates: RateFinder;
  jobs: DataJobs;
  sweeps: SweepDesk;
  /** Absolute path of the engine's bundle. */
  engine: string;
  onSettings: () => void;
  tell: typeof tellWindows;
  words: () => Words;
  granted: GrantedPaths;
}

/** What each request of the contract does. */
export function handlersOver({
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
  onSettings,
  tell,
  words,
  granted,
}: HandlerOptions): Handlers {
  return {
    'app.info': () => appInfo(library, runner, engine),
    'settings.get': () => library.settings(),
    'settings.set': (settings) => {
      const kept = library.setSettings(settings);
      onSettings();
      return kept;
    },
    'machine.calibration': () => calibrator.state,
    'machine.measure': ({ again }) => calibrator.measure(again),
    'augmentation.preview': (request) => previewer.preview(request),
    'rates.test': (test) => rates.test(test),
    'rates.cancel': () => {
      rates.cancel();
      return undefined;
    },
    ...modelHandlers(models, runner, granted, words),
    ...datasetHandlers({ home: library.home, desk, jobs, words, granted }),
    'runs.list': () => runner.list(),
    'runs.get': ({ id }) => runner.get(id),
    'runs.metrics': ({ id }) => runner.metrics(id),
    'runs.layers': ({ id }) => runner.layers(id),
    'runs.system': ({ id }) => runner.system(id),
    'runs.start': async (spec) => {
      checkFile(granted, spec.transfer);
      const run = await runner.start(spec);
      markRun(library, spec.architecture, run.id);
      return run;
    },
    'runs.pause': ({ id }) => {
      runner.pause(id);
      return undefined;
    },
    'runs.resume': ({ id }) => {
      runner.resume(id);
      return undefined;
    },
    'runs.stop': ({ id }) => {
      runner.stop(id);
      return undefined;
    },
    'runs.change': ({ ids, changes }) => runner.change(ids, changes),
    'runs.remove': ({ ids }) => runner.remove(ids),
    'runs.recover': ({ ids }) => runner.restore(ids),
    'runs.erase': ({ ids }) => {
      runner.erase(ids);
      return undefined;
    },
    'runs.openFolder': ({ id }) => openFolder(runner.folder(id)),
    ...queueHandlers(runner, granted, (id, architecture) => markRun(library, architecture, id)),
    ...sweepHandlers(sweeps, granted),
    ...interchangeHandlers(library, words, tell),
    ...transferHandlers(library, granted, words),
    ...historyHandlers(library, tell),
    ...libraryHandlers(library, tell),
    'files.save': (file) => saveFile(file, words()),
  };
}

/** The run trains whether or not its mark could be made. */
function markRun(library: Library, architecture: unknown, run: string): void {
  try {
    library.architectures.markRun(architecture, run, Date.now());
  } catch (error) {
    log('warning', `the run ${run} was not marked on its network: ${String(error)}`);
  }
}

function appInfo(library: Library, runner: Runner, engine: string): AppInfo {
  return {
    version: app.getVersion(),
    platform: process.platform,
    locale: app.getLocale(),
    ...expectedDevice(lastChoice(runner), tensorFlowIsInstalled(engine), cpus().length),
    memoryBytes: totalmem(),
    imageBudgetBytes: imageBudgetHere(),
    home: library.home,
  };
}

function lastChoice(runner: Runner): PastChoice | undefined {
  const chosen = runner.list().find((run) => run.device !== undefined && runner.get(run.id).spec.backend === 'auto');
  return chosen === undefined ? undefined : { backend: chosen.backend, device: chosen.device, notice: chosen.notice };
}

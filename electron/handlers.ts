import { cpus, totalmem } from 'node:os';
import { app, shell } from 'electron';
import { listDatasets } from '../core/data/index.ts';
import type { AppInfo } from '../core/protocol/channels.ts';
import { BlockyardError } from '../core/protocol/problems.ts';
import type { Runner } from '../core/runner/index.ts';
import type { Library } from '../core/store/index.ts';
import type { Handlers } from './answer.ts';
import { expectedDevice, tensorFlowIsInstalled, type PastChoice } from './app-info.ts';

export interface HandlerOptions {
  library: Library;
  runner: Runner;
  /** Absolute path of the engine's bundle. */
  engine: string;
  onStart: (runId: string) => void;
  onSettings: () => void;
}

/** What each request of the contract does. */
export function handlersOver({ library, runner, engine, onStart, onSettings }: HandlerOptions): Handlers {
  return {
    'app.info': () => appInfo(library, runner, engine),
    'settings.get': () => library.settings(),
    'settings.set': (settings) => {
      const kept = library.setSettings(settings);
      onSettings();
      return kept;
    },
    'datasets.list': () => listDatasets(),
    'runs.list': () => runner.list(),
    'runs.get': ({ id }) => runner.get(id),
    'runs.metrics': ({ id }) => runner.metrics(id),
    'runs.start': async (spec) => {
      const run = await runner.start(spec);
      onStart(run.id);
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
    'runs.openFolder': async ({ id }) => {
      const folder = runner.folder(id);
      const failure = await shell.openPath(folder);
      if (failure !== '') throw new BlockyardError('unreadable-file', { file: folder, detail: failure });
    },
  };
}

function appInfo(library: Library, runner: Runner, engine: string): AppInfo {
  return {
    version: app.getVersion(),
    platform: process.platform,
    locale: app.getLocale(),
    ...expectedDevice(lastChoice(runner), tensorFlowIsInstalled(engine), cpus().length),
    memoryBytes: totalmem(),
    home: library.home,
  };
}

function lastChoice(runner: Runner): PastChoice | undefined {
  const chosen = runner.list().find((run) => run.device !== undefined && runner.get(run.id).spec.backend === 'auto');
  return chosen === undefined ? undefined : { backend: chosen.backend, device: chosen.device, notice: chosen.notice };
}

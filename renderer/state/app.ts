import { getContext } from 'svelte';
import type { Api } from '../api/client.ts';
import type { DatasetLibrary } from './dataset-library.svelte.ts';
import type { Editor } from './editor.svelte.ts';
import type { Experiment } from './experiment.svelte.ts';
import type { MachineSpeed } from './machine-speed.svelte.ts';
import type { NetworkLibrary } from './network-library.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import type { Router } from './router.svelte.ts';
import type { RunQueue } from './run-queue.svelte.ts';
import type { RunViews } from './run-views.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { SweepLibrary } from './sweep-library.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Everything that lives as long as the page does. */
export interface App {
  readonly api: Api;
  readonly session: Session;
  readonly queue: RunQueue;
  readonly machine: MachineSpeed;
  readonly preferences: Preferences;
  readonly router: Router;
  readonly toasts: Toasts;
  readonly experiment: Experiment;
  readonly editor: Editor;
  readonly networks: NetworkLibrary;
  readonly datasets: DatasetLibrary;
  readonly sweeps: SweepLibrary;
  readonly views: RunViews;
}

const key = Symbol('app');

/** The context to mount the page with. */
export function appContext(app: App): Map<symbol, App> {
  return new Map([[key, app]]);
}

export function getApp(): App {
  return getContext<App>(key);
}

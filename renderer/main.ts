import './api/zod-setup.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { createApi } from './api/client.ts';
import Frame from './features/frame/Frame.svelte';
import NoProgram from './features/frame/NoProgram.svelte';
import { i18n } from './i18n/i18n.svelte.ts';
import { appContext } from './state/app.ts';
import { DatasetLibrary } from './state/dataset-library.svelte.ts';
import { Editor } from './state/editor.svelte.ts';
import { Experiment } from './state/experiment.svelte.ts';
import { MachineSpeed } from './state/machine-speed.svelte.ts';
import { NetworkLibrary } from './state/network-library.svelte.ts';
import { Preferences } from './state/preferences.svelte.ts';
import { Router } from './state/router.svelte.ts';
import { RunQueue } from './state/run-queue.svelte.ts';
import { RunViews } from './state/run-views.svelte.ts';
import { Session } from './state/session.svelte.ts';
import { SweepLibrary } from './state/sweep-library.svelte.ts';
import { Toasts } from './state/toasts.svelte.ts';

i18n.useSystem(navigator.language);

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no place for the app');

if (window.blockyard === undefined) {
  mount(NoProgram, { target });
} else {
  const api = createApi(window.blockyard);
  const session = new Session(api);
  const experiment = new Experiment(session);
  const editor = new Editor(experiment);
  const networks = new NetworkLibrary(api, editor, {
    untitled: () => i18n.t.library.untitled,
    copyOf: (name) => i18n.t.library.copyOf(name),
  });
  const app = {
    api,
    session,
    queue: new RunQueue(api, session),
    machine: new MachineSpeed(api, session),
    preferences: new Preferences(api),
    router: new Router(),
    toasts: new Toasts(),
    experiment,
    editor,
    networks,
    datasets: new DatasetLibrary(api, session),
    sweeps: new SweepLibrary(api),
    views: new RunViews(api),
  };
  mount(Frame, { target, context: appContext(app) });
}

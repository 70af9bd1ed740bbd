import type { RequestInput } from '../../core/protocol/channels.ts';
import { toProblem } from '../../core/protocol/problems.ts';
import { i18n } from '../i18n/i18n.svelte.ts';
import type { App } from './app.ts';

/** Saves a file where the person wants it, and says where it is or why it is not. Returns whether it is there. */
export async function saveFile({ api, toasts }: App, file: RequestInput<'files.save'>): Promise<boolean> {
  try {
    const path = await api.request('files.save', file);
    if (path !== null) toasts.show({ tone: 'good', title: i18n.t.views.saved, detail: path });
    return path !== null;
  } catch (error) {
    toasts.show({ tone: 'bad', title: i18n.t.views.saveFailed, detail: i18n.problem(toProblem(error)) });
    return false;
  }
}
